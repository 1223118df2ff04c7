using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;

namespace Factory.Client;

/// <summary>Finds the running silo of a data folder.</summary>
public static class SiloLocator
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(50);

    /// <summary>The silo that uses this folder, with its access token; null when none does.</summary>
    /// <param name="dataFolder">Full path of the data folder; it need not exist.</param>
    /// <param name="timeout">How long to wait for a silo that is starting; default 10 seconds.</param>
    /// <param name="time">The clock; null for the system clock.</param>
    /// <exception cref="FactoryException"><c>data.locked</c>: a process holds the folder but did not publish its
    /// address in time. <c>access.token_invalid</c>: its token cannot be read by this user.</exception>
    public static async Task<LocatedSilo?> FindAsync(
        string dataFolder,
        TimeSpan? timeout = null,
        TimeProvider? time = null,
        CancellationToken cancellationToken = default)
    {
        time ??= TimeProvider.System;
        var start = time.GetTimestamp();

        // Checked each time: a silo that fails while it starts releases the lock, and the caller can then start its
        // own.
        while (IsLocked(dataFolder))
        {
            if (ReadSiloFile(dataFolder) is { } silo)
            {
                return new LocatedSilo(silo, ReadToken(dataFolder));
            }

            if (time.GetElapsedTime(start) > (timeout ?? TimeSpan.FromSeconds(10)))
            {
                throw new FactoryException(
                    ErrorCodes.DataFolderLocked,
                    $"A silo uses {dataFolder} but has not published its address ({SiloFile.Name} is missing).",
                    "Wait until it has started, or stop that process and try again.",
                    retryable: true);
            }

            await Task.Delay(PollInterval, time, cancellationToken).ConfigureAwait(false);
        }

        return null;
    }

    /// <summary>True while a process holds the folder's lock.</summary>
    public static bool IsLocked(string dataFolder)
    {
        try
        {
            // On Unix, opening takes a shared lock for an instant. A silo that starts at that moment fails to get its
            // exclusive lock and tries again.
            using var file = new FileStream(
                Path.Combine(dataFolder, SiloFile.LockName),
                FileMode.Open,
                FileAccess.Read,
                FileShare.ReadWrite);
            return false;
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            return false;
        }
        catch (IOException)
        {
            // A held lock has no exception type of its own. An unknown error counts as locked, too, so that the caller
            // starts no second silo on the folder.
            return true;
        }
        catch (UnauthorizedAccessException e)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"The lock file in {dataFolder} cannot be read by this user.",
                "Use the user that runs the silo, or another folder with --data.",
                inner: e);
        }
    }

    private static SiloFile? ReadSiloFile(string dataFolder)
    {
        try
        {
            var text = File.ReadAllText(Path.Combine(dataFolder, SiloFile.Name));
            var silo = JsonSerializer.Deserialize<SiloFile>(text, FactoryJson.Options);
            return silo is { Url.Length: > 0 } && IsProcessAlive(silo.Pid) ? silo : null;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or JsonException)
        {
            // Not written yet or incomplete, because the silo is starting: the caller waits.
            return null;
        }
    }

    // The file of a killed silo names a process that has ended; the silo that holds the lock now will replace the file.
    private static bool IsProcessAlive(int pid)
    {
        // The file may be damaged, and for kill(2) zero and negative numbers are process groups.
        if (pid <= 0)
        {
            return false;
        }

        try
        {
            using var process = System.Diagnostics.Process.GetProcessById(pid);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>Reads the present access token of the silo that uses this folder.</summary>
    /// <exception cref="FactoryException"><c>access.token_invalid</c>: this user cannot read it.</exception>
    public static string ReadToken(string dataFolder)
    {
        var path = Path.Combine(dataFolder, SiloFile.TokenName);
        try
        {
            return File.ReadAllText(path).Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.AccessTokenInvalid,
                $"The access token of the silo cannot be read: {path}.",
                "Only the user that started the silo can read it; use that user.",
                inner: e);
        }
    }
}

/// <summary>A running silo.</summary>
/// <param name="Silo">Its process, address and version.</param>
/// <param name="Token">Its access token; a secret.</param>
public sealed record LocatedSilo(SiloFile Silo, string Token);
