using Factory.Contracts.Engine;
using Factory.Silo.Api;

namespace Factory.Silo.Hosting;

/// <summary>Tells of the store only: Orleans' own meters (<c>Microsoft.Orleans</c>) and dashboard tell of its grains.</summary>
internal sealed class EngineReport(StorageLoad storage, TimeProvider time) : IEngineReport
{
    private static readonly string[] Missing =
    [
        nameof(EngineView.CallsPerSecond), nameof(EngineView.StreamEventsWaiting), nameof(EngineView.Reminders), nameof(EngineView.Grains), nameof(EngineView.Slowest),
    ];

    public Task<EngineView> ReadAsync(CancellationToken cancellationToken) =>
        Task.FromResult(new EngineView(GrainHosting.Engine, time.GetUtcNow(), [.. Missing.Select(Camel)], 0, 0, 0, [], [], storage.Read()));

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
