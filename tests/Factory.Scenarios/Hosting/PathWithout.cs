namespace Factory.Scenarios.Hosting;

/// <summary>A search path on which one program is missing.</summary>
internal static class PathWithout
{
    /// <summary>Makes a folder with links to every program but this one.</summary>
    public static string Program(string name, string folder)
    {
        foreach (var place in (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Where(Directory.Exists))
        {
            foreach (var file in Directory.EnumerateFiles(place).Where(f => Path.GetFileName(f) != name))
            {
                var link = Path.Combine(folder, Path.GetFileName(file));
                if (!File.Exists(link))
                {
                    File.CreateSymbolicLink(link, file);
                }
            }
        }

        return folder;
    }
}
