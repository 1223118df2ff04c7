using Factory.Protocols.Canonical;

namespace Factory.Protocols.Errors;

/// <summary>One kind of failure in the terms of every vendor.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Status">The HTTP status of a reply without content.</param>
/// <param name="AnthropicType">Anthropic's <c>error.type</c>.</param>
/// <param name="OpenAIType">OpenAI's <c>error.type</c>.</param>
/// <param name="OpenAICode">OpenAI's <c>error.code</c>; agents decide by it whether to retry.</param>
/// <param name="GeminiStatus">Google's <c>error.status</c>.</param>
internal sealed record ApiErrorRow(
    ApiErrorKind Kind,
    int Status,
    string AnthropicType,
    string OpenAIType,
    string OpenAICode,
    string GeminiStatus);
