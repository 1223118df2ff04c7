using System.Text;
using System.Text.Json;
using Factory.Gateway.ApiFormats;
using Factory.Gateway.Inspection;
using Factory.Gateway.Metering;
using Factory.Gateway.Upstreams;

namespace Factory.Gateway.Tests.ApiFormats;

public sealed class OpenAIChatApiFormatTests
{
    private static readonly OpenAIChatApiFormat Format = new();

    [Theory]
    [InlineData("""{"model":"lab/small","max_completion_tokens":500}""", """{"model":"small","max_completion_tokens":100}""")]
    [InlineData("""{"model":"lab/small","max_tokens":500}""", """{"model":"small","max_tokens":100}""")]
    [InlineData(
        """{"model":"lab/small","max_tokens":500,"max_completion_tokens":50}""",
        """{"model":"small","max_tokens":100,"max_completion_tokens":100}""")]
    [InlineData("""{"model":"lab/small","max_completion_tokens":50}""", """{"model":"small","max_completion_tokens":50}""")]
    [InlineData("""{"model":"lab/small"}""", """{"max_completion_tokens":100,"model":"small"}""")]
    [InlineData("""{"model":"lab/small","max_completion_tokens":null}""", """{"model":"small","max_completion_tokens":100}""")]
    [InlineData("""{"model":"small","max_completion_tokens":5}""", """{"model":"small","max_completion_tokens":5}""")]
    public void Rewrite_OutputLimit_IsAtMostWhatIsReserved(string body, string expected) => Rewrite(body).ShouldBe(expected);

    [Fact]
    public void Rewrite_ServerWithTheLegacyQuirk_GetsTheOldName() =>
        Rewrite("""{"model":"lab/small"}""", ProviderQuirks.LegacyMaxTokens).ShouldBe("""{"max_tokens":100,"model":"small"}""");

    [Theory]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true}""",
        """{"stream_options":{"include_usage":true},"model":"small","max_tokens":5,"stream":true}""")]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{}}""",
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":null}""",
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_obfuscation":true}}""",
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true,"include_obfuscation":true}}""")]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":false}}""",
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData(
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""",
        """{"model":"small","max_tokens":5,"stream":true,"stream_options":{"include_usage":true}}""")]
    [InlineData("""{"model":"small","max_tokens":5}""", """{"model":"small","max_tokens":5}""")]
    public void Rewrite_Stream_RequestsUsage(string body, string expected) => Rewrite(body).ShouldBe(expected);

    [Fact]
    public void Rewrite_StreamOfAServerWithoutUsage_DoesNotRequestIt() =>
        Rewrite("""{"model":"small","max_tokens":5,"stream":true}""", ProviderQuirks.NoStreamUsage)
            .ShouldBe("""{"model":"small","max_tokens":5,"stream":true}""");

    [Theory]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", false, true)]
    [InlineData("""{"choices":[],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", true, false)]
    [InlineData("""{"choices":[{"delta":{"content":"hi"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""", false, false)]
    [InlineData("""{"choices":[{"delta":{"content":"\"usage\":1"}}],"usage":null}""", false, false)]
    public void ReadEvent_UsageChunk_IsSuppressedUnlessTheClientRequestedIt(string data, bool clientWantsUsage, bool isSuppressed)
    {
        var usage = new ResponseProgress();

        Format.ReadEvent(default, Encoding.UTF8.GetBytes(data), usage, new RequestInspection { ClientWantsUsage = clientWantsUsage });

        usage.SuppressEvent.ShouldBe(isSuppressed);
    }

    [Fact]
    public void ReadEvent_LogProbabilities_AreNotCountedAsOutput()
    {
        var usage = new ResponseProgress();
        var data = $$$"""{"choices":[{"delta":{"content":"hi"},"logprobs":{"content":"{{{new string('x', 40_000)}}}"}}]}""";

        Format.ReadEvent(default, Encoding.UTF8.GetBytes(data), usage, new RequestInspection());

        usage.OutputEstimate.ShouldBe(1);
    }

    [Fact]
    public void ReadEvent_NotAnObject_Fails() =>
        Should.Throw<JsonException>(() => Format.ReadEvent(default, "7"u8, new ResponseProgress(), new RequestInspection()));

    private static string Rewrite(string body, params string[] quirks)
    {
        var bytes = Encoding.UTF8.GetBytes(body);
        var provider = FakeEndpoints.Provider("lab", "http://127.0.0.1", ModelTier.Cheap, [ModelApi.OpenAIChat], quirks).Provider;
        using var content = new PatchedContent(
            bytes,
            Format.Rewrite(RequestInspector.Inspect(bytes, ModelApi.OpenAIChat), "small", 100, provider));
        var text = Encoding.UTF8.GetString(content.ToArray());
        JsonElement.Parse(text);
        return text;
    }
}
