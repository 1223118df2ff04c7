using System.Text.Json;

namespace Factory.Gateway.Upstreams;

/// <summary>What a provider says about an error, for clients that speak another API.</summary>
internal static class ProviderErrorMessage
{
    private const int MaxLength = 500;

    /// <summary>Its message; null when it gave none that can be read.</summary>
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
                JsonValueKind.Object when error.TryGetProperty("message", out var text) && text.ValueKind == JsonValueKind.String => text.GetString(),
                _ => null,
            };
            return message is { Length: > MaxLength } ? message[..MaxLength] + "…" : message;
        }
        catch (JsonException)
        {
            // HTML, or cut off: the status says enough.
            return null;
        }
    }
}
