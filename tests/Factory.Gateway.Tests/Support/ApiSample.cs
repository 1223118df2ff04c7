namespace Factory.Gateway.Tests.Support;

/// <summary>
/// An API as a client sees it: its path, a request, and a successful response. Tables of tests run over all four.
/// </summary>
internal sealed record ApiSample(
    ModelApi Api,
    string Path,
    string StreamPath,
    string Body,
    string StreamBody,
    string Reply,
    string[] Stream)
{
    public static IReadOnlyDictionary<ModelApi, ApiSample> All { get; } = new[]
    {
        new ApiSample(
            ModelApi.OpenAIChat, "/v1/chat/completions", "/v1/chat/completions",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500,"stream":true,"stream_options":{"include_usage":true}}""",
            ProviderResponses.Chat, ProviderResponses.ChatStream),
        new ApiSample(
            ModelApi.OpenAIResponses, "/v1/responses", "/v1/responses",
            """{"model":"lab/small","input":"hi","max_output_tokens":500}""",
            """{"model":"lab/small","input":"hi","max_output_tokens":500,"stream":true}""",
            ProviderResponses.Responses, ProviderResponses.ResponsesStream),
        new ApiSample(
            ModelApi.AnthropicMessages, "/v1/messages", "/v1/messages?beta=true",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500,"stream":true}""",
            ProviderResponses.Messages, ProviderResponses.MessagesStream),
        new ApiSample(
            ModelApi.GeminiGenerateContent,
            "/v1beta/models/lab/small:generateContent",
            "/v1beta/models/lab/small:streamGenerateContent?alt=sse",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            ProviderResponses.Generate, ProviderResponses.GenerateStream),
    }.ToDictionary(w => w.Api);

    /// <summary>The events up to the first one of the answer: what comes before it is held back.</summary>
    public string Begin => string.Concat(Stream[..BeginCount]);

    /// <summary>The event after <see cref="Begin"/>.</summary>
    public string AfterBegin => Stream[BeginCount];

    private int BeginCount => Api is ModelApi.AnthropicMessages or ModelApi.OpenAIResponses ? 2 : 1;

    public static TheoryData<ModelApi> Names => [.. All.Keys];
}
