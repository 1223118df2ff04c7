using Factory.Protocols.Canonical;

namespace Factory.Protocols.Tests.Canonical;

public sealed class ToolCallIdsTests
{
    [Theory]
    [InlineData("toolu_01-A", true)]
    [InlineData("functions.read:0", false)]
    [InlineData("é", false)]
    [InlineData("", false)]
    [InlineData("1234567890123456789012345678901234567890", true)]
    [InlineData("12345678901234567890123456789012345678901", false)]
    public void Sanitize_AnyId_FitsAnthropic(string id, bool unchanged)
    {
        var sanitized = ToolCallIds.Sanitize(id);

        (sanitized == id).ShouldBe(unchanged);
        sanitized.Length.ShouldBeInRange(1, 40);
        sanitized.ShouldAllBe(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_' || letter == '-');
    }

    [Theory]
    [InlineData("functions.read:0", true)]
    [InlineData("", false)]
    [InlineData("12345678901234567890123456789012345678901", false)]
    public void LimitLength_AnyId_FitsOpenAI(string id, bool unchanged) => (ToolCallIds.LimitLength(id) == id).ShouldBe(unchanged);

    [Fact]
    public void Sanitize_TheSameIdTwice_IsTheSame() => ToolCallIds.Sanitize("a.b").ShouldBe(ToolCallIds.Sanitize("a.b"));

    [Fact]
    public void Sanitize_DifferentIds_StayDifferent() => ToolCallIds.Sanitize("a.b").ShouldNotBe(ToolCallIds.Sanitize("a:b"));
}
