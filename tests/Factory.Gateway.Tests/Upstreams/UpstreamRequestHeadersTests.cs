using Factory.Gateway.ApiFormats;
using Factory.Gateway.Upstreams;
using Microsoft.AspNetCore.Http;

namespace Factory.Gateway.Tests.Upstreams;

/// <summary>What a provider must get, and must never get, of a client's headers.</summary>
public sealed class UpstreamRequestHeadersTests
{
    private const string ProviderKey = "sk-provider";

    private static readonly ApiFormat Chat = new OpenAIChatApiFormat();
    private static readonly ApiFormat Anthropic = new AnthropicMessagesApiFormat();
    private static readonly ApiFormat Gemini = new GeminiGenerateContentApiFormat();

    [Fact]
    public void Write_ClientsCredentials_AreNeverForwarded()
    {
        var client = new HeaderDictionary
        {
            ["Authorization"] = "Bearer fk-client",
            ["x-api-key"] = "fk-client",
            ["x-goog-api-key"] = "fk-client",
            ["Cookie"] = "session=fk-client",
            ["Proxy-Authorization"] = "fk-client",
        };

        foreach (var format in new[] { Chat, Anthropic, Gemini })
        {
            Write(client, format, format).ToString().ShouldNotContain("fk-client");
        }
    }

    [Fact]
    public void Write_ProvidersKey_IsInTheApisHeader()
    {
        Write([], Chat, Chat).Authorization!.ToString().ShouldBe("Bearer " + ProviderKey);
        Write([], Anthropic, Anthropic).GetValues("x-api-key").ShouldBe([ProviderKey]);
        Write([], Gemini, Gemini).GetValues("x-goog-api-key").ShouldBe([ProviderKey]);
    }

    [Fact]
    public void Write_ProviderWithoutAKey_GetsNone() => Write([], Chat, Chat, key: null).Authorization.ShouldBeNull();

    [Fact]
    public void Write_SameApi_ForwardsItsHeadersAndTheUserAgent()
    {
        var client = new HeaderDictionary
        {
            ["anthropic-version"] = "2099-01-01",
            ["User-Agent"] = "claude-cli/9",
            ["x-stainless-os"] = "Linux"
        };

        var headers = Write(client, Anthropic, Anthropic);

        headers.GetValues("anthropic-version").ShouldBe(["2099-01-01"]);
        headers.UserAgent.ToString().ShouldBe("claude-cli/9");
        headers.Contains("x-stainless-os").ShouldBeFalse();
    }

    [Fact]
    public void Write_OtherApi_ForwardsNoneOfTheClientsApiHeaders()
    {
        var client = new HeaderDictionary { ["anthropic-beta"] = "tools-2099-01-01", ["openai-beta"] = "x" };

        Write(client, Anthropic, Chat).ToString().ShouldNotContain("beta");
        Write(client, Chat, Anthropic).GetValues("anthropic-version").ShouldBe(["2023-06-01"], "the API requires a version");
    }

    [Theory]
    [InlineData("fine-grained-tool-streaming-2025-05-14", "fine-grained-tool-streaming-2025-05-14")]
    [InlineData("context-1m-2025-08-07, tools-2024-04-04", "tools-2024-04-04")]
    [InlineData("Fast-Mode-2026-01-01,tools-2024-04-04,mcp-client-2025-04-04", "tools-2024-04-04")]
    [InlineData("code-execution-2025-05-22", null)]
    [InlineData("server-side-fallback-2026-07-01,message-threads-2026-08-12", "message-threads-2026-08-12")]
    [InlineData("something-new-2027-01-01,compact-2026-01-12", "compact-2026-01-12")]
    public void Write_BetasWithoutAPrice_AreRemoved(string sent, string? forwarded)
    {
        var headers = Write(new HeaderDictionary { ["anthropic-beta"] = sent }, Anthropic, Anthropic);

        (headers.TryGetValues("anthropic-beta", out var values) ? string.Join(',', values) : null).ShouldBe(forwarded);
    }

    private static System.Net.Http.Headers.HttpRequestHeaders Write(
        HeaderDictionary client,
        ApiFormat clientFormat,
        ApiFormat provider,
        string? key = ProviderKey)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "http://127.0.0.1");
        UpstreamRequestHeaders.Write(request, client, clientFormat, provider, key);
        return request.Headers;
    }
}
