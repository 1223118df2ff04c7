namespace Factory.Protocols.Errors;

/// <summary>One kind of failure as every vendor reports it.</summary>
/// <param name="Kind">The kind.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="OpenAIType">OpenAI's <c>error.type</c>.</param>
/// <param name="OpenAICode">OpenAI's <c>error.code</c>. Agents decide by it whether to retry.</param>
/// <param name="AnthropicType">Anthropic's <c>error.type</c>.</param>
/// <param name="GeminiStatus">Google's <c>error.status</c>.</param>
public sealed record VendorError(
    ApiErrorKind Kind,
    int Status,
    string OpenAIType,
    string OpenAICode,
    string AnthropicType,
    string GeminiStatus);
