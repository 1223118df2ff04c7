using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Factory.Protocols.Errors;

/// <summary>Finds the reason in an error body, which every vendor, proxy and framework has in another place.</summary>
internal static class ErrorMessageReader
{
    private const int MaxLength = 500;
    private const int MaxDepth = 6;
    private const int MaxItems = 3;

    // In the order in which they are tried: FastAPI has "detail", Cloudflare "errors", Zhipu "msg".
    private static readonly string[] Names =
        ["message", "detail", "msg", "error_description", "error_message", "status_msg", "base_resp", "errors", "error", "reason"];

    /// <summary>The error in a response or an event that is otherwise a reply; null when it has none.</summary>
    public static JsonElement? FindError(JsonElement root)
    {
        if (root.ValueKind == JsonValueKind.Array && root.GetArrayLength() > 0)
        {
            root = root[0];
        }

        if (root.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        if (root.TryGetProperty("error", out var error) && IsSet(error))
        {
            return error;
        }

        // A failed response of OpenAI's responses API in an event, and OpenRouter's error of a single choice.
        if (root.TryGetProperty("response", out var response) && FindError(response) is { } inner)
        {
            return inner;
        }

        return root.TryGetProperty("choices", out var choices)
            && choices.ValueKind == JsonValueKind.Array
            && choices.GetArrayLength() > 0
            ? FindError(choices[0])
            : null;
    }

    /// <summary>The reason, at most 500 characters of it; null when there is none.</summary>
    public static string? Read(JsonElement error) => Shorten(Read(error, 0));

    /// <summary>A body that is not JSON: the text itself, unless it is a page or binary.</summary>
    public static string? ReadText(ReadOnlySpan<byte> body)
    {
        var text = Encoding.UTF8.GetString(body).Trim();
        return text.Length == 0
            || text[0] is '<' or '{' or '['
            || text.Any(c => c == '\uFFFD' || (char.IsControl(c) && !char.IsWhiteSpace(c)))
            ? null
            : Shorten(text);
    }

    private static string? Read(JsonElement from, int depth) => from.ValueKind switch
    {
        _ when depth > MaxDepth => null,
        JsonValueKind.String => from.GetString() is { Length: > 0 } text && text.Trim().Length > 0 ? text.Trim() : null,
        JsonValueKind.Array => Join(from, depth),
        JsonValueKind.Object => Raw(from, depth) ?? Names
            .Select(name => from.TryGetProperty(name, out var value) ? Read(value, depth + 1) : null)
            .FirstOrDefault(text => text is not null),
        _ => null,
    };

    private static string? Join(JsonElement items, int depth)
    {
        var texts = items.EnumerateArray().Take(MaxItems).Select(item => Read(item, depth + 1)).OfType<string>().ToList();
        return texts.Count == 0 ? null : string.Join("; ", texts);
    }

    /// <summary>OpenRouter's <c>metadata.raw</c>: the body of the provider behind it, while its own message says only
    /// that this provider failed.</summary>
    private static string? Raw(JsonElement error, int depth)
    {
        if (!error.TryGetProperty("metadata", out var metadata)
            || metadata.ValueKind != JsonValueKind.Object
            || !metadata.TryGetProperty("raw", out var raw))
        {
            return null;
        }

        if (raw.ValueKind != JsonValueKind.String)
        {
            return Read(raw, depth + 1);
        }

        try
        {
            using var inner = JsonDocument.Parse(raw.GetString()!);
            return Read(inner.RootElement, depth + 1);
        }
        catch (JsonException)
        {
            return ReadText(Encoding.UTF8.GetBytes(raw.GetString()!));
        }
    }

    private static bool IsSet(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Object => error.EnumerateObject().Any(),
        JsonValueKind.String => error.GetString()!.Length > 0,
        JsonValueKind.True => true,
        _ => false,
    };

    // The text is shown to people: nothing in it may hide, or change the direction of what follows.
    private static string? Shorten(string? text) => text is null ? null : Cut(string.Concat(text.EnumerateRunes()
        .Where(rune => Rune.GetUnicodeCategory(rune) is not (UnicodeCategory.Format or UnicodeCategory.PrivateUse)
            && (!Rune.IsControl(rune) || Rune.IsWhiteSpace(rune)))));

    private static string Cut(string text) => text switch
    {
        { Length: > MaxLength } when char.IsHighSurrogate(text[MaxLength - 1]) => text[..(MaxLength - 1)] + "…",
        { Length: > MaxLength } => text[..MaxLength] + "…",
        _ => text,
    };
}
