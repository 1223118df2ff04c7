using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>
/// Ensures that one silo uses a data folder. The lock is an operating system lock on an open file, so it ends with the
/// process, however that ends. A file beside it names the process and the address of the silo.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const int LockAttempts = 20;

    private readonly FactoryPaths _paths;
    private readonly FileStream _lockFile;
    private bool _isPublished;

    private DataFolderLock(FactoryPaths paths, FileStream held)
    {
        _paths = paths;
        _lockFile = held;
    }

    /// <summary>Locks the folder, which is created when it is missing.</summary>
    /// <exception cref="FactoryException"><c>data.locked</c>: another silo holds it; <c>data.unusable</c>: it cannot be
    /// written.</exception>
    public static DataFolderLock Acquire(FactoryPaths paths)
    {
        try
        {
            PrivateFiles.CreateFolder(paths.Data);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(paths, e);
        }

        if (PrivateFiles.FindProblem(paths.Data) is { } problem)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"The data folder {paths.Data} is not private: {problem}.",
                $"Run: {PrivateFiles.HowToClose(paths.Data)}");
        }

        try
        {
            return new DataFolderLock(paths, Lock(paths.LockFile));
        }
        catch (IOException e) when (IsLocked(paths.LockFile))
        {
            var holder = ReadOwner(paths);
            throw new FactoryException(
                ErrorCodes.DataFolderLocked,
                $"The data folder {paths.Data} is used by another silo{(holder is null ? "" : $" (pid {holder.Pid}, {holder.Url})")}; a " +
                "data folder has one silo at a time.",
                holder is null
                    ? "Stop that silo, or use another folder with --data DIR"
                    : $"Stop it with: kill {holder.Pid}, or use another folder with --data DIR",
                inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(paths, e);
        }
    }

    /// <summary>
    /// Ends the lock and removes what <see cref="Acquire"/> created: for a command that was refused, in a folder where
    /// no factory has been. Elsewhere the lock's file must stay.
    /// </summary>
    /// <param name="folderToo">True when the folder was not there either.</param>
    public void Undo(bool folderToo)
    {
        try
        {
            File.Delete(_paths.LockFile);
            if (folderToo)
            {
                Directory.Delete(_paths.Data);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Something else was put there meanwhile. What stays is an empty file, which locks nothing.
        }
        finally
        {
            _lockFile.Dispose();
        }
    }

    /// <summary>Publishes the address of this silo for clients.</summary>
    public void Publish(SiloFile file)
    {
        // Renamed into place: clients read this file at any moment and must not get half of it.
        var temporary = _paths.SiloFile + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(file, FactoryJson.Options));
        File.Move(temporary, _paths.SiloFile, overwrite: true);
        _isPublished = true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        try
        {
            // Before the lock is released: afterwards the file may already be that of the next silo. Only the file of
            // this process: a restore moves the locked folder aside, and the path then belongs to another folder.
            if (_isPublished)
            {
                File.Delete(_paths.SiloFile);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder is gone or read-only. A file that stays is harmless: it counts only while the lock is held.
        }
        finally
        {
            _lockFile.Dispose();
        }
    }

    // A client that checks for a silo takes a shared lock for an instant, which makes this lock fail although no silo
    // runs; so it is tried again before it is reported.
    private static FileStream Lock(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                // On Unix, .NET implements FileShare.None with flock. The file must stay when the silo stops: were it
                // deleted, one process could hold the lock of the deleted file and another that of a new one with the
                // same name.
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts && File.Exists(path))
            {
                Thread.SpinWait(1 << attempt);
                Thread.Yield();
            }
        }
    }

    // A read-only disk rejects the lock as well, but the file can still be opened for reading.
    private static bool IsLocked(string path)
    {
        try
        {
            using var free = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.None);
            return false;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException or UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            return true;
        }
    }

    private static SiloFile? ReadOwner(FactoryPaths paths)
    {
        try
        {
            return JsonSerializer.Deserialize<SiloFile>(File.ReadAllText(paths.SiloFile), FactoryJson.Options);
        }
        catch (Exception e) when (e is IOException or JsonException)
        {
            // The silo is starting or stopping, so its file is missing or incomplete: the message then names no
            // process.
            return null;
        }
    }

    private static FactoryException Unusable(FactoryPaths paths, Exception e) =>
        new(
            ErrorCodes.DataUnusable,
            $"The data folder {paths.Data} cannot be used: {e.Message}",
            "Make it writable, or use another folder with --data DIR",
            inner: e);
}
