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
        // type is enough. A code that is not known says nothing: then the type does.
        var code = error?.Take("code");
        var type = error?.Text("type");
        var kind = code is { Kind: JsonValueKind.Number } number
            ? VendorErrors.FromStatus((int)Math.Clamp(number.Number(), 0, 999))
            : VendorErrors.Find(code is { IsText: true } name ? name.Text() : null) ?? VendorErrors.FromName(type);
        return new ApiError(kind, error?.Text("message") ?? ApiError.NoMessage);
    }
}
