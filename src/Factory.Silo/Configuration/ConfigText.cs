using System.Text;

namespace Factory.Silo.Configuration;

/// <summary>Reads the files of the folder as text, with limits.</summary>
internal static class ConfigText
{
    private const int LargestFile = 256 * 1024;
    private const int MostFiles = 200;
    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>The files of a subfolder, by name, each with its text; files that cannot be read are noted and left out.</summary>
    public static IReadOnlyList<(string File, string Text)> ReadAll(string folder, string subfolder, string extension, string example, ConfigProblems problems)
    {
        var names = Names(folder, subfolder, extension);
        if (names.Count is 0 or > MostFiles)
        {
            problems.Add(subfolder + "/", 0, names.Count == 0 ? $"it holds no {extension} file; add one, like {example}" : $"it holds more than {MostFiles} files; the factory reads {MostFiles}");
        }

        return [.. names.Take(MostFiles).Select(f => (File: f, Text: Read(folder, f, problems))).Where(f => f.Text is not null).Select(f => (f.File, f.Text!))];
    }

    /// <summary>Every file that makes up the configuration, relative to the folder; those that must be there are named whether they are or not.</summary>
    public static IReadOnlyList<string> FilesOf(string folder) =>
        [ConfigLoader.CatalogueFile, PolicyFile.Name, .. Names(folder, "agents", ".md"), .. Names(folder, "pipelines", ".yaml")];

    /// <summary>One file's text; null when it cannot be read, which is then noted.</summary>
    public static string? Read(string folder, string file, ConfigProblems problems)
    {
        try
        {
            var info = new FileInfo(Path.Combine(folder, file));
            if (info.Exists && info.Length > LargestFile)
            {
                problems.Add(file, 0, $"it has {info.Length} bytes; a configuration file has at most {LargestFile}");
                return null;
            }

            return Strict.GetString(File.ReadAllBytes(info.FullName)).TrimStart('\uFEFF');
        }
        catch (FileNotFoundException)
        {
            problems.Add(file, 0, "the file is missing; copy the one that comes with the factory");
        }
        catch (DecoderFallbackException)
        {
            problems.Add(file, 0, "it is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            problems.Add(file, 0, $"it cannot be read: {e.Message}");
        }

        return null;
    }

    private static List<string> Names(string folder, string subfolder, string extension)
    {
        var path = Path.Combine(folder, subfolder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*" + extension).Select(f => Path.GetFileName(f)).Where(f => f[0] != '.').Order(StringComparer.Ordinal).Take(MostFiles + 1).Select(f => $"{subfolder}/{f}")]
            : [];
    }
}
