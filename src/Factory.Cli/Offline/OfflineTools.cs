using Factory.Contracts.Api;
using Factory.Silo.Hosting;

namespace Factory.Cli.Offline;

/// <inheritdoc/>
internal sealed class OfflineTools : IOfflineTools
{
    public string ConfigFolder(Settings settings) => SiloTools.ConfigFolder(settings.Config);

    public IReadOnlyList<string> CheckConfig(Settings settings) => SiloTools.CheckConfig(settings.Config);

    public Task<IReadOnlyList<Finding>> LookAroundAsync(Settings settings, CancellationToken cancellationToken) =>
        SiloTools.LookAroundAsync(settings.Config, cancellationToken);

    public Task<int> RebuildIndexAsync(Settings settings, CancellationToken cancellationToken) =>
        SiloTools.RebuildIndexAsync(settings.Data, cancellationToken);
}
