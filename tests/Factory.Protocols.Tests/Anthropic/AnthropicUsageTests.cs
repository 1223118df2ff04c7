using System.Text;
using Factory.Protocols.Anthropic;
using Factory.Protocols.Canonical;
using Factory.Protocols.Json;
using Factory.Protocols.Tests.Support;

namespace Factory.Protocols.Tests.Anthropic;

public sealed class AnthropicUsageTests
{
    [Theory]
    [InlineData("""{"input_tokens":5,"output_tokens":7}""", 5, 0, 0, 7, 0)]
    [InlineData(
        """{"input_tokens":5,"cache_read_input_tokens":100,"cache_creation_input_tokens":20,"output_tokens":7}""",
        125,
        100,
        20,
        7,
        0)]
    [InlineData(
        """{"input_tokens":5,"cache_read_input_tokens":null,"output_tokens":7,"output_tokens_details":{"thinking_tokens":3}}""",
        5,
        0,
        0,
        7,
        3)]
    [InlineData("{}", 0, 0, 0, 0, 0)]
    public void Read_Counts_IncludeTheCachedInput(string json, long input, long cacheRead, long cacheWrite, long output, long reasoning) =>
        AnthropicUsage.Read(Translate.Parse(json).Object()).ShouldBe(new Usage(input, cacheRead, cacheWrite, output, reasoning));

    [Theory]
    [InlineData("""{"output_tokens":80}""", 125, 100, 20, 80)]
    [InlineData("""{"input_tokens":6,"output_tokens":80}""", 126, 100, 20, 80)]
    [InlineData("""{"cache_read_input_tokens":90,"output_tokens":80}""", 115, 90, 20, 80)]
    [InlineData("{}", 125, 100, 20, 1)]
    public void Read_LaterCounts_ReplaceOnlyWhatTheyName(string json, long input, long cacheRead, long cacheWrite, long output) =>
        AnthropicUsage.Read(Translate.Parse(json).Object(), new Usage(125, 100, 20, 1, 0))
            .ShouldBe(new Usage(input, cacheRead, cacheWrite, output, 0));

    [Fact]
    public void Write_Counts_ExcludeTheCachedInput() =>
        Written(new Usage(125, 100, 20, 7, 3))
            .ShouldBe("""{"usage":{"input_tokens":5,"cache_creation_input_tokens":20,"cache_read_input_tokens":100,"output_tokens":7}}""");

    [Fact]
    public void Write_CacheBesideTheInput_IsNotNegative() => Written(new Usage(5, 100, 0, 7, 0)).ShouldContain("\"input_tokens\":0");

    [Fact]
    public void Write_Unknown_IsZero() => Written(null).ShouldContain("\"output_tokens\":0");

    [Theory]
    [InlineData("""{"input_tokens":"5"}""")]
    [InlineData("""{"output_tokens":1.5}""")]
    [InlineData("""{"output_tokens":99999999999999999999}""")]
    public void Read_NoInteger_IsRejected(string json) =>
        Should.Throw<TranslationException>(() => AnthropicUsage.Read(Translate.Parse(json).Object()));

    private static string Written(Usage? usage) => Encoding.UTF8.GetString(JsonText.Write(json =>
    {
        json.WriteStartObject();
        AnthropicUsage.Write(json, usage);
        json.WriteEndObject();
    }));
}
