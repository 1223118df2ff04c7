using System.Text.Json;

namespace Factory.Models.OllamaWire;

/// <summary>A model that a server has.</summary>
/// <param name="Name">With its tag: <c>qwen3:8b</c>.</param>
/// <param name="Bytes">Its size on disk; null when it is not said.</param>
/// <param name="IsRemote">True when the server only passes calls on to somebody who may charge for them.</param>
internal sealed record InstalledModel(string Name, long? Bytes, bool IsRemote);

/// <summary>What a model is and can do.</summary>
/// <param name="Family">Its family: <c>qwen3</c>.</param>
/// <param name="ContextTokens">The most it can hold; null when it is not said.</param>
/// <param name="Capabilities">Ollama's words: <c>completion</c>, <c>tools</c>, <c>vision</c>, <c>thinking</c>, <c>embedding</c>.</param>
internal sealed record ModelCard(string Family, long? ContextTokens, IReadOnlyList<string> Capabilities)
{
    /// <summary>Reads the answer of <c>/api/show</c>. The context size stands under a name that begins with the architecture.</summary>
    public static ModelCard Read(JsonElement show)
    {
        var info = show.TryGetProperty("model_info", out var found) && found.ValueKind == JsonValueKind.Object ? found : default;
        var context = info.ValueKind == JsonValueKind.Object ? info.Number(info.Text("general.architecture") + ".context_length") : null;
        var family = show.TryGetProperty("details", out var details) ? details.Text("family") : "";
        return new(family, context, [.. show.List("capabilities").Where(c => c.ValueKind == JsonValueKind.String).Select(c => c.GetString()!)]);
    }
}
