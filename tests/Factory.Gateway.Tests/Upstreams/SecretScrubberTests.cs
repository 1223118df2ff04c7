using System.Text;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.Upstreams;

public sealed class SecretScrubberTests
{
    [Theory]
    [InlineData("key sk-12345678 and sk-12345678.", "key [key] and [key].")]
    [InlineData("sk-12345678", "[key]")]
    [InlineData("sk-1234567", "sk-1234567")]
    [InlineData("", "")]
    public void Scrub_EveryOccurrence_IsReplaced(string text, string expected)
    {
        var scrubber = new SecretScrubber("sk-12345678");

        Encoding.UTF8.GetString(scrubber.Scrub(Encoding.UTF8.GetBytes(text))).ShouldBe(expected);
        scrubber.Contains(Encoding.UTF8.GetBytes(text)).ShouldBe(text != expected);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("none")]
    public void Scrub_NoKeyOrAPlaceholder_ChangesNothing(string? key)
    {
        var scrubber = new SecretScrubber(key);

        scrubber.Contains("there is none"u8).ShouldBeFalse();
        scrubber.Scrub("there is none"u8).ShouldBe("there is none"u8.ToArray());
    }
}
