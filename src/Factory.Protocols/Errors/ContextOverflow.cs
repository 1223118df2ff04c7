using System.Text.RegularExpressions;
using Factory.Protocols.Canonical;

namespace Factory.Protocols.Errors;

/// <summary>
/// An input that is longer than the model's context window. Few servers have a code for it, so it is recognized by the
/// words that they use; and few clients read a code, so it is written in the words that they look for.
/// </summary>
public static partial class ContextOverflow
{
    /// <summary>Whether a provider's message says that the input does not fit the context window.</summary>
    public static bool IsNamedBy(string? message) => message is not null && Words().IsMatch(message);

    /// <summary>The message for a client. Only one about an overflow is changed, where the words are missing.</summary>
    /// <param name="client">The client's API.</param>
    /// <param name="kind">Why the call failed.</param>
    /// <param name="message">The message.</param>
    public static string Describe(ModelApi client, ApiErrorKind kind, string message)
    {
        if (kind != ApiErrorKind.ContextExceeded)
        {
            return message;
        }

        // Claude Code compacts at Anthropic's words, clients of OpenAI's APIs at the code or at any of these words.
        var (word, prefix) = client switch
        {
            ModelApi.AnthropicMessages => ("prompt is too long", "prompt is too long"),
            ModelApi.GeminiGenerateContent => (
                "exceeds the maximum number of tokens",
                "The input token count exceeds the maximum number of tokens allowed"),
            _ => ("context", "Your input exceeds the context window of this model"),
        };
        return message.Contains(word, StringComparison.OrdinalIgnoreCase) ? message : $"{prefix}: {message}";
    }

    internal static string Describe(ModelApi client, ApiError error) => Describe(client, error.Kind, error.Message);

    // OpenAI, vLLM, Mistral, OpenRouter: "maximum context length"; Anthropic: "prompt is too long", "exceed context
    // limit"; Bedrock: "Input is too long"; Gemini: "input token count (1) exceeds the maximum"; xAI: "maximum prompt
    // length"; Z.ai: "Prompt exceeds max length"; Moonshot: "exceeded model token limit"; Cohere: "too many tokens";
    // DashScope: "Range of input length should be"; Groq: "reduce the length of the messages"; llama.cpp: "context
    // size". A limit of tokens per minute is none of them.
    [GeneratedRegex(
        "context[_ ](length|size|window|limit)|(prompt|input) is too long|prompt too long|token count.{0,60}exceeds|" +
        "maximum prompt length|exceeds? max(imum)? length|too many tokens:|model token limit|range of input length|" +
        "reduce the length of the (messages|prompt|input)",
        RegexOptions.IgnoreCase)]
    private static partial Regex Words();
}
