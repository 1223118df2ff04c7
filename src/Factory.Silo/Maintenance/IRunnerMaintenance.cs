using Factory.Contracts.Errors;
using Factory.Silo.Hosting;
using Factory.Silo.Runners;

namespace Factory.Silo.Maintenance;

/// <summary>Operations on the coding CLIs of this machine, with or without a running silo.</summary>
public interface IRunnerMaintenance
{
    /// <summary>Every configured coding CLI, found or not. Starts those that are found for their versions.</summary>
    /// <exception cref="FactoryException"><c>config.invalid</c>.</exception>
    Task<IReadOnlyList<RunnerStatus>> ListAsync(SiloOptions options, CancellationToken cancellationToken);

    /// <summary>Installs a coding CLI in the data folder, in place of one that is there.</summary>
    /// <param name="options">Names the data folder and the configuration.</param>
    /// <param name="name">The runner's name.</param>
    /// <param name="onProgress">Called with the bytes on disk: with 0 when it begins, then every two seconds.</param>
    /// <param name="cancellationToken">Stops the installation; the one before it stays.</param>
    /// <returns>The installed runner.</returns>
    /// <exception cref="FactoryException"><c>not_found</c>, <c>request.invalid</c>, <c>runner.install_failed</c>,
    /// <c>config.invalid</c>, <c>data.unusable</c>.</exception>
    Task<RunnerStatus> InstallAsync(SiloOptions options, string name, Action<long> onProgress, CancellationToken cancellationToken);
}
