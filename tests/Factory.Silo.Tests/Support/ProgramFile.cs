namespace Factory.Silo.Tests.Support;

/// <summary>Programs that are shell scripts.</summary>
internal static class ProgramFile
{
    /// <summary>Writes a program; its folder is created.</summary>
    /// <returns><paramref name="path"/>.</returns>
    public static string Write(string path, string script)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}
