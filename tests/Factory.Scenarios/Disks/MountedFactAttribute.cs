using System.Diagnostics;

namespace Factory.Scenarios.Disks;

/// <summary>
/// A test that needs a small disk of its own; skipped, with the reason, where this user may not mount one.
/// </summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class MountedFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> Obstacle = new(Find);

    public MountedFactAttribute()
    {
        Skip = Obstacle.Value;
    }

    private static string? Find()
    {
        var folder = Directory.CreateTempSubdirectory("factory-disk-").FullName;
        try
        {
            using var disk = SmallDisk.Mount(folder, megabytes: 1);
            return null;
        }
        catch (InvalidOperationException e)
        {
            return "No disk can be mounted here: " + e.Message;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>A file system in memory with a limited size.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    private string Filler => Path.Combine(_folder, "filler");

    /// <summary>Mounts one on a folder.</summary>
    /// <exception cref="InvalidOperationException">It is not allowed.</exception>
    public static SmallDisk Mount(string folder, int megabytes)
    {
        Directory.CreateDirectory(folder);
        Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=0700", "factory-test", folder);
        return new SmallDisk(folder);
    }

    /// <summary>Takes all the space that is left.</summary>
    public void Fill()
    {
        var block = new byte[64 * 1024];
        try
        {
            using var file = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
            while (true)
            {
                file.Write(block);
            }
        }
        catch (IOException)
        {
            // Full.
        }
    }

    /// <summary>Gives it back.</summary>
    public void Free() => File.Delete(Filler);

    /// <summary>Nothing can be written from now on; only possible while nobody has a file open to write.</summary>
    public void MakeReadOnly() => Run("mount", "-o", "remount,ro", _folder);

    public void Dispose() => Run("umount", "--lazy", _folder);

    private static void Run(string program, params string[] arguments)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
            var error = process.StandardError.ReadToEnd();
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {error.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new InvalidOperationException(e.Message, e);
        }
    }
}
