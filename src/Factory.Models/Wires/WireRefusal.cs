using System.Text.Json;

namespace Factory.Models.Wires;

/// <summary>A server said no: with an HTTP status, or with an error in the middle of its stream.</summary>
internal sealed class WireRefusal(int status, string message, string code, TimeSpan? retryAfter = null) : Exception(message)
{
    /// <summary>The HTTP status, or the one that the stream's error stands for.</summary>
    public int Status => status;

    /// <summary>The server's own words for it: code and type, as far as it gives them.</summary>
    public string Code => code;

    /// <summary>How long the server asks to wait; null when it does not say.</summary>
    public TimeSpan? RetryAfter => retryAfter;

    /// <summary>Reads the body of a refusal, whatever shape it has; what cannot be read leaves the message empty.</summary>
    public static WireRefusal Read(int status, string body, TimeSpan? retryAfter)
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
                : new(status, Text(root, "message"), $"{Text(root, "code")} {Text(root, "type")}".Trim(), retryAfter);
        }
        catch (JsonException)
        {
            // A page of some proxy: the status alone has to do.
            return new(status, "", "", retryAfter);
        }
    }

    private static string Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String or JsonValueKind.Number ? value.ToString() : "";
}
