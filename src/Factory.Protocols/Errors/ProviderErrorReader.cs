using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Factory.Protocols.Errors;

/// <summary>
/// Reads a provider's error, in whatever form the provider has for it: those of OpenAI, Anthropic, Google and Ollama,
/// and those of proxies and frameworks in front of a model.
/// </summary>
public static partial class ProviderErrorReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 512 };

    /// <summary>Reads the body of a response with an error status. Never fails: the status alone is enough.</summary>
    /// <param name="body">The body; may be anything.</param>
    /// <param name="status">The HTTP status.</param>
    public static ProviderError Read(ReadOnlyMemory<byte> body, int status)
    {
        try
        {
            using var json = JsonDocument.Parse(body, Options);
            return Read(json.RootElement, status);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var text = ErrorMessageReader.ReadText(body.Span);
            return new ProviderError(KindOf([], null, text, status), text);
        }
    }

    /// <summary>Reads the error in a body that came with a success status.</summary>
    /// <returns>Null when it has no error.</returns>
    public static ProviderError? Find(JsonElement root) =>
        ErrorMessageReader.FindError(root) is null ? null : ReadReason(root);

    /// <summary>Reads what a body without an answer says of its reason, even where it is not called an error.</summary>
    public static ProviderError ReadReason(JsonElement root)
    {
        try
        {
            return Read(root, status: null);
        }
        catch (InvalidOperationException)
        {
            // A text with half a character.
            return new ProviderError(ApiErrorKind.Server, null);
        }
    }

    /// <summary>Reads the error in an event of a stream. Parses only events that can be one.</summary>
    /// <param name="name">The event's name; empty when it has none.</param>
    /// <param name="data">The event's data.</param>
    /// <returns>Null when the event has no error.</returns>
    public static ProviderError? FindInEvent(ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        var isNamed = name.SequenceEqual("error"u8) || name.SequenceEqual("response.failed"u8);
        if (!isNamed && data.IndexOf("\"error\""u8) < 0 && data.IndexOf("\"response.failed\""u8) < 0)
        {
            return null;
        }

        try
        {
            var reader = new Utf8JsonReader(data, new JsonReaderOptions { MaxDepth = 512 });
            using var json = JsonDocument.ParseValue(ref reader);
            var root = json.RootElement;
            return isNamed || Text(root, "type") is "error" or "response.failed" ? ReadReason(root) : Find(root);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            var text = isNamed ? ErrorMessageReader.ReadText(data) : null;
            return isNamed ? new ProviderError(KindOf([], null, text, null), text) : null;
        }
    }

    private static ProviderError Read(JsonElement root, int? status)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            // Google's answer to a stream that is not requested as server-sent events.
            root = root[0];
        }

        var error = ErrorMessageReader.FindError(root) ?? root;
        var message = ErrorMessageReader.Read(error) ?? ErrorMessageReader.Read(root);
        string?[] names = [Text(error, "code"), Text(error, "type"), Text(error, "status"), Text(root, "code")];
        var reported = StatusIn(error) ?? StatusIn(root);
        var kind = KindOf(names, reported, message, status);
        return new ProviderError(kind, message, names[0], RetryDelay(error) ?? RetryDelay(root), reported);
    }

    private static ApiErrorKind KindOf(string?[] names, int? reported, string? message, int? status)
    {
        var named = names.Select(VendorErrors.Find).FirstOrDefault(kind => kind is not null);
        var kind = (status ?? reported) is { } number ? VendorErrors.FromStatus(number) : named ?? ApiErrorKind.Server;
        if (kind is ApiErrorKind.InvalidRequest or ApiErrorKind.Permission or ApiErrorKind.RateLimit
            && AccountKind(named, message) is { } account)
        {
            return account;
        }

        // An overflow is a 400, 413 or 500, depending on the server. Of the rest, a 429 for tokens per minute can have
        // the same words.
        var canBeOverflow = kind is ApiErrorKind.InvalidRequest or ApiErrorKind.TooLarge or ApiErrorKind.Server or ApiErrorKind.BadGateway;
        return named == ApiErrorKind.ContextExceeded || (canBeOverflow && ContextOverflow.IsNamedBy(message))
            ? ApiErrorKind.ContextExceeded
            : kind;
    }

    /// <summary>
    /// An account without credit, which is a 429 at OpenAI and a 400 at Anthropic, and a key that is wrong, which is a 400
    /// at Google.
    /// </summary>
    private static ApiErrorKind? AccountKind(ApiErrorKind? named, string? message) =>
        named == ApiErrorKind.Billing || (message is not null && NoCredit().IsMatch(message)) ? ApiErrorKind.Billing
        : message is not null && BadKey().IsMatch(message) ? ApiErrorKind.Authentication
        : null;

    private static int? StatusIn(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (error.TryGetProperty("base_resp", out var minimax))
        {
            return Number(minimax, "status_code") switch
            {
                1001 => 504,
                1002 => 429,
                1004 => 401,
                1008 => 402,
                2013 => 400,
                _ => 500,
            };
        }

        return new[] { "code", "status", "status_code", "http_code" }
            .Select(name => Number(error, name))
            .FirstOrDefault(number => number is >= 400 and < 600);
    }

    /// <summary>Google's RetryInfo, which is its only form, and the names that other servers have for it.</summary>
    private static TimeSpan? RetryDelay(JsonElement error)
    {
        if (error.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (error.TryGetProperty("details", out var details) && details.ValueKind == JsonValueKind.Array)
        {
            var delay = details.EnumerateArray().Select(detail => Text(detail, "retryDelay")).FirstOrDefault(text => text is not null);
            return RetryDelays.FromSeconds(delay?.TrimEnd('s'));
        }

        return error.TryGetProperty("retry_after", out var seconds) ? RetryDelays.FromSeconds(seconds.ToString()) : null;
    }

    private static int? Number(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
            && from.TryGetProperty(name, out var value)
            && value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && int.TryParse(value.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    [GeneratedRegex(
        "insufficient_quota|insufficient credits|insufficient balance|credit balance is too low|requires? billing|enable billing",
        RegexOptions.IgnoreCase)]
    private static partial Regex NoCredit();

    [GeneratedRegex("API key not valid|API key expired|invalid api key", RegexOptions.IgnoreCase)]
    private static partial Regex BadKey();
}
