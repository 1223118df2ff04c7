using System.Text.Json;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Runners;
using Factory.Sandbox;
using Factory.Silo.Hosting;

namespace Factory.Silo.Runners;

/// <summary>
/// Installs the package of a coding CLI at the version that its file names. An installation that fails, is stopped, or
/// gives a program that does not start, leaves the one before it in place.
/// </summary>
/// <param name="paths">The data folder.</param>
/// <param name="npm">What installs.</param>
/// <param name="readVersion">Starts a program for its version; null when it fails.</param>
/// <param name="time">For the intervals of the progress.</param>
internal sealed class RunnerInstaller(
    FactoryPaths paths,
    Npm npm,
    Func<string, CancellationToken, Task<string?>> readVersion,
    TimeProvider time)
{
    private static readonly TimeSpan ProgressInterval = TimeSpan.FromSeconds(2);

    /// <summary>Installs a runner.</summary>
    /// <param name="runner">The runner.</param>
    /// <param name="onProgress">Called with the bytes on disk: with 0 when it begins, then every two seconds.</param>
    /// <param name="cancellationToken">Stops npm.</param>
    /// <exception cref="FactoryException"><c>request.invalid</c>: it has no package; <c>runner.install_failed</c>;
    /// <c>data.unusable</c>.</exception>
    public async Task InstallAsync(RunnerDefinition runner, Action<long> onProgress, CancellationToken cancellationToken)
    {
        var package = RunnerPackage.Parse(runner.Package ?? throw new FactoryException(
            ErrorCodes.InvalidRequest,
            $"The runner {runner.Name} is not on npm: runners/{runner.Name}.yaml has no 'package'.",
            $"Install the program '{runner.Program}' yourself, in a folder of the PATH."));
        var folder = new RunnerInstallationFolder(paths, runner.Name);
        try
        {
            using var held = folder.Lock();
            folder.Begin();
            try
            {
                await FillAsync(folder.New, runner, package, onProgress, cancellationToken);
                Commit(folder);
            }
            finally
            {
                folder.Abandon();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.RunnerInstallFailed,
                $"{folder.Current} cannot be written: {e.Message}",
                "Free space there, or correct its owner.",
                inner: e);
        }
    }

    private async Task FillAsync(
        string folder,
        RunnerDefinition runner,
        RunnerPackage package,
        Action<long> onProgress,
        CancellationToken cancellationToken)
    {
        onProgress(0);
        await PinAsync(folder, package, cancellationToken);
        using (var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken))
        {
            var progress = ReportAsync(folder, onProgress, ended.Token);
            try
            {
                await npm.InstallAsync(folder, package, cancellationToken);
            }
            finally
            {
                await ended.CancelAsync();
                await progress;
            }
        }

        var program = Path.Combine(folder, "node_modules", ".bin", runner.Program);
        if (!File.Exists(program) || await readVersion(program, cancellationToken) is null)
        {
            throw new FactoryException(
                ErrorCodes.RunnerInstallFailed,
                $"{package} was installed, but its program '{runner.Program}' {(File.Exists(program) ? "does not start" : "is missing")}.",
                "It may need a newer Node.js, see: node --version; the installation before it is unchanged.");
        }
    }

    private static async Task PinAsync(string folder, RunnerPackage package, CancellationToken cancellationToken)
    {
        var pinned = new { @private = true, dependencies = new Dictionary<string, string> { [package.Name] = package.Version } };
        await File.WriteAllTextAsync(Path.Combine(folder, "package.json"), JsonSerializer.Serialize(pinned), cancellationToken);
    }

    private async Task ReportAsync(string folder, Action<long> onProgress, CancellationToken ended)
    {
        using var timer = new PeriodicTimer(ProgressInterval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(ended))
            {
                onProgress(UntrustedDirectory.Measure(folder).Bytes);
            }
        }
        catch (OperationCanceledException)
        {
            // npm has ended.
        }
    }

    // While a silo runs, its attempts may be using the program that is replaced. Without one the lock keeps a silo from
    // starting an attempt meanwhile.
    private void Commit(RunnerInstallationFolder folder)
    {
        DataFolderLock? data = null;
        try
        {
            data = DataFolderLock.Acquire(paths);
        }
        catch (FactoryException e) when (e.Code == ErrorCodes.DataFolderLocked)
        {
            folder.Commit(keepPrevious: true);
            return;
        }

        using (data)
        {
            folder.Commit(keepPrevious: false);
        }
    }
}
