using OllamaSharp.Models;

namespace Factory.Providers.Ollama;

/// <summary>A model that a server has.</summary>
internal sealed class InstalledModel : Model
{
    /// <summary>
    /// Whom the server passes its calls on to, who may charge for them; null for a model that runs on the server
    /// itself.
    /// </summary>
    public string? RemoteHost { get; set; }
}
