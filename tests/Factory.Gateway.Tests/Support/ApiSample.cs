namespace Factory.Gateway.Tests.Support;

/// <summary>A protocol as a client sees it: where it asks, with what, and what a good answer looks like. Tables of tests run over all four.</summary>
internal sealed record ApiSample(string Protocol, string Path, string StreamPath, string Body, string StreamBody, string Reply, string[] Stream)
{
    public static IReadOnlyDictionary<string, ApiSample> All { get; } = new[]
    {
        new ApiSample(
            ModelApiNames.Chat, "/v1/chat/completions", "/v1/chat/completions",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500,"stream":true,"stream_options":{"include_usage":true}}""",
            ProviderResponses.Chat, ProviderResponses.ChatStream),
        new ApiSample(
            ModelApiNames.Responses, "/v1/responses", "/v1/responses",
            """{"model":"lab/small","input":"hi","max_output_tokens":500}""",
            """{"model":"lab/small","input":"hi","max_output_tokens":500,"stream":true}""",
            ProviderResponses.Responses, ProviderResponses.ResponsesStream),
        new ApiSample(
            ModelApiNames.Messages, "/v1/messages", "/v1/messages?beta=true",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500,"stream":true}""",
            ProviderResponses.Messages, ProviderResponses.MessagesStream),
        new ApiSample(
            ModelApiNames.Generate, "/v1beta/models/lab/small:generateContent", "/v1beta/models/lab/small:streamGenerateContent?alt=sse",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            ProviderResponses.Generate, ProviderResponses.GenerateStream),
    }.ToDictionary(w => w.Protocol);

    public static TheoryData<string> Names => [.. All.Keys];
}
