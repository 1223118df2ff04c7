using System.Text.Json;
using Factory.Contracts.Api;
using Factory.Contracts.Errors;
using Factory.Contracts.Json;
using Factory.Domain.Configuration;

namespace Factory.Silo.Hosting;

/// <summary>
/// One silo for one data folder. The lock is the operating system's, on an open file: it is gone with the process, however that ends. A file
/// beside it says who holds the folder and where it answers.
/// </summary>
internal sealed class DataFolderLock : IDisposable
{
    private const int LockAttempts = 20;

    private readonly FactoryPaths _paths;
    private readonly FileStream _lockFile;

    private DataFolderLock(FactoryPaths paths, FileStream held)
    {
        _paths = paths;
        _lockFile = held;
    }

    /// <summary>Takes the folder, making it first where it is missing.</summary>
    /// <exception cref="FactoryException"><c>data.locked</c> when another silo has it, <c>data.unusable</c> when it cannot be written.</exception>
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

        try
        {
            return new DataFolderLock(paths, Lock(paths.LockFile));
        }
        catch (IOException e) when (IsLocked(paths.LockFile))
        {
            var holder = ReadOwner(paths);
            throw new FactoryException(
                ErrorCodes.DataFolderLocked,
                $"The data folder {paths.Data} is held by another silo{(holder is null ? "" : $" (pid {holder.Pid}, {holder.Url})")}: one folder has one silo.",
                holder is null ? "Stop that silo, or choose another folder with --data DIR" : $"Stop it with: kill {holder.Pid}, or choose another folder with --data DIR",
                inner: e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unusable(paths, e);
        }
    }

    /// <summary>Tells others where this silo answers.</summary>
    public void Publish(SiloFile file)
    {
        var temporary = _paths.SiloFile + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(file, FactoryJson.Options));
        File.Move(temporary, _paths.SiloFile, overwrite: true);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        File.Delete(_paths.SiloFile);
        _lockFile.Dispose();
    }

    // Whoever looks whether a silo is up holds a shared lock for an instant; a silo holds its own for as long as it lives.
    private static FileStream Lock(string path)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException) when (attempt < LockAttempts && File.Exists(path))
            {
                Thread.SpinWait(1 << attempt);
                Thread.Yield();
            }
        }
    }

    // A disk that takes no writes refuses the lock as well, but lets it be read.
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
            // The holder is just starting or stopping: the lock alone says that there is one.
            return null;
        }
    }

    private static FactoryException Unusable(FactoryPaths paths, Exception e) =>
        new(ErrorCodes.DataUnusable, $"The data folder {paths.Data} cannot be used: {e.Message}", "Make it writable, or choose another folder with --data DIR", inner: e);
}
