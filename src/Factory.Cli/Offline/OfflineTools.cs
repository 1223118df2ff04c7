using Factory.Contracts.Api;
using Factory.Silo.Configuration;

namespace Factory.Cli.Offline;

/// <inheritdoc/>
internal sealed class OfflineTools(Func<string, string?> variable) : IOfflineTools
{
    public string ConfigFolder(Settings settings) => Factory.Silo.Configuration.ConfigFolder.Resolve(settings.Config, variable);

    public IReadOnlyList<string> CheckConfig(Settings settings) => throw new NotSupportedException();

    public Task<IReadOnlyList<Finding>> LookAroundAsync(Settings settings, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<int> RebuildIndexAsync(Settings settings, CancellationToken cancellationToken) => throw new NotSupportedException();
}
