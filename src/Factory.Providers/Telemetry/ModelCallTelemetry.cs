using System.Collections.Concurrent;
using Factory.Contracts.Attempts;
using Factory.Contracts.Models;
using Microsoft.Extensions.AI;

namespace Factory.Providers.Telemetry;

/// <summary>
/// Puts the telemetry of Microsoft.Extensions.AI around chats: spans and metrics in OpenTelemetry's names for generative AI, never what was asked or
/// answered. The gateway's calls have the same from <c>Factory.Gateway</c>.
/// </summary>
/// <remarks>One client of the library for each model and forever: its instruments live as long as it does, and attempts come and go. Thread-safe.</remarks>
internal sealed class ModelCallTelemetry : IDisposable
{
    private readonly ConcurrentDictionary<ModelRef, IChatClient> _clients = new();

    /// <summary>The chat with its calls seen, as calls of this attempt.</summary>
    public IChatClient Observe(IChatClient chat, ModelRef model, AttemptRequest order) => new ObservedChatClient(chat, _clients.GetOrAdd(model, Open), order);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var client in _clients.Values)
        {
            client.Dispose();
        }
    }

    private static IChatClient Open(ModelRef model) =>
        new AttemptChatClient(model).AsBuilder().UseOpenTelemetry(sourceName: ModelsTelemetry.SourceName, configure: telemetry => telemetry.EnableSensitiveData = false).Build();
}
