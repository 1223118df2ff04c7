using System.Text.Json;

namespace Factory.Gateway.Upstreams;

/// <summary>Reads a provider's error message, for clients of another API.</summary>
internal static class ProviderErrorMessage
{
    private const int MaxLength = 500;

    /// <summary>The message, at most 500 characters of it; null when there is none that can be read.</summary>
    public static string? ReadMessage(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            var root = json.RootElement;
            var error = root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out var inner) ? inner : root;
            var message = error.ValueKind switch
            {
                JsonValueKind.String => error.GetString(),
                JsonValueKind.Object when error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String =>
                    text.GetString(),
                _ => null,
            };
            return message is { Length: > MaxLength } ? message[..MaxLength] + "…" : message;
        }
        catch (JsonException)
        {
            // A proxy's HTML page, or a body that was cut off. The status is enough of a message.
            return null;
        }
    }
}
