namespace Factory.Scenarios.Hosting;

/// <summary>A copy of the shipped configuration with a change.</summary>
internal static class ConfigCopy
{
    /// <summary>Copies the configuration and changes one file of it.</summary>
    public static string Make(string folder, string file, Func<string, string> change)
    {
        var shipped = Path.Combine(AppContext.BaseDirectory, "silo-config");
        foreach (var source in Directory.EnumerateFiles(shipped, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(folder, Path.GetRelativePath(shipped, source));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(source, target, overwrite: true);
        }

        var path = Path.Combine(folder, file);
        var before = File.ReadAllText(path);
        var after = change(before);
        after.ShouldNotBe(before, "the change must change something");
        File.WriteAllText(path, after);
        return folder;
    }
}
