using System.Text.Json;

namespace Factory.Providers.Errors;

/// <summary>A server returned an error: with an HTTP status, or with an error in its response.</summary>
internal sealed class ProviderErrorException(
    int status,
    string message,
    string code,
    TimeSpan? retryAfter = null,
    bool hasOutput = false) : Exception(message)
{
    private static readonly string[] ReasonNames = ["message", "detail", "msg", "errors"];

    /// <summary>The HTTP status, or the one that corresponds to the error in the response.</summary>
    public int Status => status;

    /// <summary>The server's code and type for it, as far as it sends them.</summary>
    public string Code => code;

    /// <summary>How long the server requests to wait; null when it does not.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>True when a part of a response, or its usage, came before it or with it: that may be billed.</summary>
    public bool HasOutput => hasOutput;

    /// <summary>
    /// Reads the body of an error status, whatever its form; the message is empty where it cannot be read.
    /// </summary>
    public static ProviderErrorException Read(int status, string body, TimeSpan? retryAfter)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
            {
                root = root[0];
            }

            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var error))
            {
                root = error;
            }

            return root.ValueKind == JsonValueKind.String
                ? new(status, root.GetString()!, "", retryAfter)
                : new(status, ReasonOf(root), $"{Text(root, "code")} {Text(root, "type")}".Trim(), retryAfter);
        }
        catch (JsonException)
        {
            // An HTML page of a proxy: the status alone must do.
            return new(status, "", "", retryAfter);
        }
    }

    /// <summary>
    /// Reads an error in the body of a response with status 200, with the status that the same error has elsewhere.
    /// </summary>
    /// <param name="body">The body, or the event of it that is the error.</param>
    /// <param name="hasOutput">See <see cref="HasOutput"/>.</param>
    public static ProviderErrorException FromResponseBody(string body, bool hasOutput)
    {
        var error = Read(0, body, null);
        return new(error.Code.Split(' ').Select(StatusOf).FirstOrDefault(s => s > 0, 500), error.Message, error.Code, hasOutput: hasOutput);
    }

    private static int StatusOf(string code) => code switch
    {
        "invalid_request_error" or "context_length_exceeded" or "exceed_context_size_error" => 400,
        "authentication_error" or "invalid_api_key" => 401,
        "billing_error" => 402,
        "permission_error" => 403,
        "not_found_error" or "model_not_found" => 404,
        "request_too_large" => 413,
        "rate_limit_error" or "rate_limit_exceeded" or "insufficient_quota" => 429,
        "timeout_error" => 504,
        "overloaded_error" => 529,
        _ => int.TryParse(code, out var status) && status is >= 400 and < 600 ? status : 0,
    };

    /// <summary>
    /// The reason, which not only vendors have in places of their own, but also FastAPI ("detail"), Cloudflare ("errors")
    /// and Zhipu ("msg").
    /// </summary>
    private static string ReasonOf(JsonElement from) => from.ValueKind switch
    {
        JsonValueKind.String => from.GetString()!,
        JsonValueKind.Array => string.Join("; ", from.EnumerateArray().Take(3).Select(ReasonOf).Where(text => text.Length > 0)),
        JsonValueKind.Object => ReasonNames
            .Select(name => from.TryGetProperty(name, out var value) ? ReasonOf(value) : "")
            .FirstOrDefault(text => text.Length > 0, ""),
        _ => "",
    };

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
            && from.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
