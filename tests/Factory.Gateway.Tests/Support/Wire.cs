namespace Factory.Gateway.Tests.Support;

/// <summary>A protocol as a client sees it: where it asks, with what, and what a good answer looks like. Tables of tests run over all four.</summary>
internal sealed record Wire(string Protocol, string Path, string StreamPath, string Body, string StreamBody, string Reply, string[] Stream)
{
    public static IReadOnlyDictionary<string, Wire> All { get; } = new[]
    {
        new Wire(
            ProtocolNames.Chat, "/v1/chat/completions", "/v1/chat/completions",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_completion_tokens":500,"stream":true,"stream_options":{"include_usage":true}}""",
            ProviderReplies.Chat, ProviderReplies.ChatStream),
        new Wire(
            ProtocolNames.Responses, "/v1/responses", "/v1/responses",
            """{"model":"lab/small","input":"hi","max_output_tokens":500}""",
            """{"model":"lab/small","input":"hi","max_output_tokens":500,"stream":true}""",
            ProviderReplies.Responses, ProviderReplies.ResponsesStream),
        new Wire(
            ProtocolNames.Messages, "/v1/messages", "/v1/messages?beta=true",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500}""",
            """{"model":"lab/small","messages":[{"role":"user","content":"hi"}],"max_tokens":500,"stream":true}""",
            ProviderReplies.Messages, ProviderReplies.MessagesStream),
        new Wire(
            ProtocolNames.Generate, "/v1beta/models/lab/small:generateContent", "/v1beta/models/lab/small:streamGenerateContent?alt=sse",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            """{"contents":[{"role":"user","parts":[{"text":"hi"}]}],"generationConfig":{"maxOutputTokens":500}}""",
            ProviderReplies.Generate, ProviderReplies.GenerateStream),
    }.ToDictionary(w => w.Protocol);

    public static TheoryData<string> Names => [.. All.Keys];
}
