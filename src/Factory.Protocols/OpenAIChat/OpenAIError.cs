using System.Text.Json;
using Factory.Protocols.Canonical;
using Factory.Protocols.Errors;
using Factory.Protocols.Json;

namespace Factory.Protocols.OpenAIChat;

/// <summary>Errors of OpenAI's APIs and of the servers that copy them.</summary>
internal static class OpenAIError
{
    /// <summary>Reads the value of <c>error</c>.</summary>
    /// <param name="error">An object, or the message alone.</param>
    public static ApiError Read(JsonValueReader error) =>
        error.IsText ? new ApiError(ApiErrorKind.Server, error.Text()) : Read(error.Object());

    /// <summary>Reads an error object; null counts as an error without a message.</summary>
    public static ApiError Read(JsonObjectReader? error)
    {
        // The code is a string at OpenAI, the HTTP status as a number at llama.cpp and OpenRouter, and null where the
        // type is enough.
        var kind = error?.Take("code") switch
        {
            { Kind: JsonValueKind.Number } number => VendorErrors.FromStatus((int)Math.Clamp(number.Number(), 0, 999)),
            { IsText: true } code => VendorErrors.FromName(code.Text()),
            _ => VendorErrors.FromName(error?.Text("type")),
        };
        return new ApiError(kind, error?.Text("message") ?? ApiError.NoMessage);
    }
}
