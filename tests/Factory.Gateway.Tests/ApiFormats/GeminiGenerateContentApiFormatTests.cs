using System.Text;
using Factory.Contracts.Metering;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.ApiFormats;

public sealed class GeminiGenerateContentApiFormatTests
{
    private static readonly GeminiGenerateContentApiFormat Format = new();

    [Theory]
    [InlineData("""{"contents":[]}""", """{"generationConfig":{"maxOutputTokens":100},"contents":[]}""")]
    [InlineData("{}", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("""{"generationConfig":{}}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("""{"generationConfig":null}""", """{"generationConfig":{"maxOutputTokens":100}}""")]
    [InlineData("""{"generation_config":{"temperature":1}}""", """{"generation_config":{"maxOutputTokens":100,"temperature":1}}""")]
    [InlineData("""{"generationConfig":{"max_output_tokens":500}}""", """{"generationConfig":{"max_output_tokens":100}}""")]
    [InlineData("""{"generationConfig":{"maxOutputTokens":50}}""", """{"generationConfig":{"maxOutputTokens":50}}""")]
    public void Rewrite_OutputLimit_IsAtMostWhatIsReserved(string body, string expected)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var provider = FakeEndpoints.Provider("lab", "http://127.0.0.1", ModelTier.Cheap, [ModelApi.GeminiGenerateContent]).Provider;

        using var content = new PatchedContent(
            bytes,
            Format.Rewrite(RequestInspector.Inspect(bytes, ModelApi.GeminiGenerateContent), "small", 100, provider));

        Encoding.UTF8.GetString(content.ToArray()).ShouldBe(expected);
    }

    [Theory]
    [InlineData("gemini-3", true, "/models/gemini-3:streamGenerateContent?alt=sse")]
    [InlineData("tuned/a b", false, "/models/tuned%2Fa%20b:generateContent")]
    public void Path_AnyModel_IsEscaped(string model, bool stream, string path) => Format.Path(model, stream).ShouldBe(path);

    [Fact]
    public void ReadEvent_UsageBeforeTheLastEvent_IsNotFinal()
    {
        var usage = new ResponseProgress();

        Read(usage, """{"candidates":[{"content":{}}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":3}}""");
        usage.Usage.ShouldBeNull("more may follow");
        usage.UpperBound(500).ShouldBe(new TokenUsage(100, 500));
        Read(
            usage,
            """{"candidates":[{"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":100,"candidatesTokenCount":7,"thoughtsTokenCount":20}}""");

        usage.Usage.ShouldBe(new TokenUsage(100, 27, Reasoning: 20));
    }

    private static void Read(ResponseProgress usage, string data) =>
        Format.ReadEvent(default, Encoding.UTF8.GetBytes(data), usage, new RequestInspection());
}
