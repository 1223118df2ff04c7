using Factory.Configuration.Silos;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

/// <summary>
/// Reloads changed configuration files. They are checked first: with any problem, the old configuration stays in force
/// as a whole. Runs keep the pipeline that they started with, attempts their agent and limits; everything later uses
/// the new files.
/// </summary>
public sealed partial class ConfigReloader(
    ConfigReader reader,
    ConfigMonitor monitor,
    IConfigChangeHandler listener,
    IProviderAvailability providers,
    TimeProvider time,
    ILogger<ConfigReloader> log) : IDisposable
{
    private readonly SemaphoreSlim _reloadLock = new(1, 1);
    private ConfigFingerprint? _rejected;
    private PendingChange? _pending;
    private ConfigView _view = new(reader.Folder, time.GetUtcNow(), [], [], []);

    /// <summary>The files in force, and why newer ones were rejected.</summary>
    public ConfigView View => _view;

    /// <summary>True when the files differ from those in force, or a change handler failed for those.</summary>
    public bool HasPendingChanges() =>
        _pending is not null || ConfigFingerprint.Of(reader.Folder).ChangedSince(monitor.Loaded.Files).Count > 0;

    /// <summary>Reloads the files when they have changed and are valid.</summary>
    /// <returns>What is in force now; <c>config.invalid</c> when the files are rejected.</returns>
    public async Task<Result<ConfigView>> ReloadAsync(CancellationToken cancellationToken)
    {
        // The watcher and 'factory config reload' can come together; without the lock, the older of two readings could
        // be the last one applied.
        await _reloadLock.WaitAsync(cancellationToken);
        try
        {
            // The fingerprint is taken before the files are read: a file that changes in between then differs from it
            // and is read again.
            var files = ConfigFingerprint.Of(reader.Folder);
            var result = reader.TryLoad();
            return result.Value is { } next ? await ApplyAsync(new LoadedConfig(next, files)) : await RejectAsync(result, files);
        }
        finally
        {
            _reloadLock.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _reloadLock.Dispose();

    private async Task<Result<ConfigView>> ApplyAsync(LoadedConfig next)
    {
        // Otherwise the same error would not be reported when it comes back after a correction.
        _rejected = null;
        var changed = next.Files.ChangedSince(monitor.Loaded.Files);
        if (changed.Count == 0 && _pending is null)
        {
            // A rejected edit may have been undone: there is nothing to apply then, but the problems are gone.
            _view = _view with { Problems = [] };
            return _view with { ChangedFiles = [] };
        }

        // Kept when a handler fails: the next reload then reports all changes since the last successful one.
        var (before, files) = _pending = new PendingChange(
            _pending?.Before ?? monitor.Current,
            [.. changed.Union(_pending?.Files ?? []).Order(StringComparer.Ordinal)]);

        // Before the handlers: whatever they wake reads the monitor, and must get the new configuration.
        monitor.Replace(next);
        _view = new ConfigView(reader.Folder, time.GetUtcNow(), files, [], RestartNotes(files));
        LogReloaded(string.Join(", ", files));
        await listener.OnAppliedAsync(before, next.Config, files);
        _pending = null;
        return _view;
    }

    private async Task<Result<ConfigView>> RejectAsync(ConfigResult<FactoryConfig> result, ConfigFingerprint files)
    {
        IReadOnlyList<string> problems = [.. result.Problems.Select(p => p.ToString())];
        _view = _view with { Problems = problems };

        // One save can cause several reloads, and each reload command reads again: the same error is announced once.
        if (_rejected is null || files.ChangedSince(_rejected).Count > 0)
        {
            LogRejected(string.Join('\n', problems));
            await listener.OnRejectedAsync(problems);

            // After the handler: if it fails, the next reload announces the problems again.
            _rejected = files;
        }

        return new Problem(
            ErrorCodes.ConfigInvalid,
            $"The configuration in {reader.Folder} has {result.Describe("; the previous one stays in force")}",
            "Correct the files; the factory reloads them by itself.");
    }

    private IReadOnlyList<string> RestartNotes(IReadOnlyList<string> files) =>
        [
            .. files.Where(f => f == SiloSettingsFile.Name)
                .Select(f => $"{f} was changed: labels and the cluster are read only at the start"),
            .. providers.Providers
            .Where(p => !p.IsAvailable && p.Provider.KeyVariable is { } key && reader.Context.GetEnvironmentVariable(key) is null or "")
            .Select(p =>
                $"{p.Provider.Name} cannot be used: {p.Provider.KeyVariable} was not set when the factory was started, and keys are " +
                "read only at the start")
        ];

    private sealed record PendingChange(FactoryConfig Before, IReadOnlyList<string> Files);
}
