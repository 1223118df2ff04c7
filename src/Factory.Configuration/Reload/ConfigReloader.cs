using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Domain.Providers;
using Microsoft.Extensions.Logging;

namespace Factory.Configuration.Reload;

/// <summary>
/// Takes changed configuration files into use. They are checked first: one mistake anywhere and the old configuration stays in force as a whole.
/// Runs keep the pipeline that they began with, attempts their agent and limits; everything after that is done by the new files.
/// </summary>
public sealed partial class ConfigReloader(
    ConfigReader reader, ConfigMonitor monitor, IConfigChangeHandler listener, IProviderAvailability providers, TimeProvider time, ILogger<ConfigReloader> log) : IDisposable
{
    private readonly SemaphoreSlim _reloadLock = new(1, 1);
    private ConfigFingerprint? _rejected;
    private PendingChange? _pending;
    private ConfigView _view = new(reader.Folder, time.GetUtcNow(), [], [], []);

    /// <summary>What is in force, and what was refused.</summary>
    public ConfigView View => _view;

    /// <summary>True when the files are others than those in force, or not everything acted on those.</summary>
    public bool HasPendingChanges() => _pending is not null || ConfigFingerprint.Of(reader.Folder).ChangedSince(monitor.Loaded.Files).Count > 0;

    /// <summary>Looks at the files and takes them into use when they changed and are valid.</summary>
    /// <returns>What is in force now; <c>config.invalid</c> when the files are refused.</returns>
    public async Task<Result<ConfigView>> ReloadAsync(CancellationToken cancellationToken)
    {
        await _reloadLock.WaitAsync(cancellationToken);
        try
        {
            // Before they are read: a file that changes meanwhile is different from this, and is read again.
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
        _rejected = null;
        var changed = next.Files.ChangedSince(monitor.Loaded.Files);
        if (changed.Count == 0 && _pending is null)
        {
            _view = _view with { Problems = [] };
            return _view with { ChangedFiles = [] };
        }

        // Stays when acting on it fails: then the next reload acts on all that changed since the last one that went well.
        var (before, files) = _pending = new PendingChange(_pending?.Before ?? monitor.Current, [.. changed.Union(_pending?.Files ?? []).Order(StringComparer.Ordinal)]);
        monitor.Replace(next);
        _view = new ConfigView(reader.Folder, time.GetUtcNow(), files, [], RestartNotes());
        LogReloaded(string.Join(", ", files));
        await listener.OnAppliedAsync(before, next.Config, files);
        _pending = null;
        return _view;
    }

    private async Task<Result<ConfigView>> RejectAsync(ConfigResult<FactoryConfig> result, ConfigFingerprint files)
    {
        IReadOnlyList<string> problems = [.. result.Problems.Select(p => p.ToString())];
        _view = _view with { Problems = problems };
        if (_rejected is null || files.ChangedSince(_rejected).Count > 0)
        {
            LogRejected(string.Join('\n', problems));
            await listener.OnRejectedAsync(problems);
            _rejected = files;
        }

        return new Problem(
            ErrorCodes.ConfigInvalid,
            $"The configuration in {reader.Folder} has {result.Describe("; the one before stays in force")}",
            "Correct the files; the factory reads them again by itself.");
    }

    private IReadOnlyList<string> RestartNotes() =>
        [.. providers.Providers
            .Where(p => !p.IsAvailable && p.Provider.KeyVariable is { } key && reader.Context.GetEnvironmentVariable(key) is null or "")
            .Select(p => $"{p.Provider.Name} cannot be used: {p.Provider.KeyVariable} is not set where the factory was started, and keys are read at a start only")];

    private sealed record PendingChange(FactoryConfig Before, IReadOnlyList<string> Files);
}
