using System.Text;

namespace Factory.Configuration.Reading;

/// <summary>Reads the files of the folder as text, with limits.</summary>
internal static class ConfigFileLoader
{
    /// <summary>The longest file, except for the catalogue, in bytes.</summary>
    public const int MaxBytes = 256 * 1024;

    private const int MaxFiles = 200;

    // The default decoder replaces invalid bytes by U+FFFD: a prompt in Latin-1 would reach the models damaged, without
    // any message.
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>
    /// The files of a subfolder, by name, each with its text; files that cannot be read are reported and left out.
    /// </summary>
    public static IEnumerable<(ConfigFile File, string Text)> ReadAll(
        string folder,
        string subfolder,
        string extension,
        string example,
        ConfigProblems problems)
    {
        var names = ListFiles(folder, subfolder, extension);
        if (names.Count is 0 or > MaxFiles)
        {
            new ConfigFile(subfolder + "/", false, problems)
                .ReportProblem(
                    0,
                    names.Count == 0
                        ? $"it has no {extension} file; add one, like {example}"
                        : $"it has more than {MaxFiles} files, which is the limit; remove some");
        }

        foreach (var file in names.Take(MaxFiles).Select(name => new ConfigFile(name, false, problems)))
        {
            if (Read(folder, file) is { } text)
            {
                yield return (file, text);
            }
        }
    }

    /// <summary>
    /// Names of the files of a subfolder, relative to the folder, sorted; at most one more than the limit, so that an
    /// excess is noticed without listing a huge folder.
    /// </summary>
    public static IReadOnlyList<string> ListFiles(string folder, string subfolder, string extension)
    {
        var path = Path.Combine(folder, subfolder);
        return Directory.Exists(path)
            ? [.. Directory.EnumerateFiles(path, "*" + extension)
                .Select(f => Path.GetFileName(f))

                // Lock files of Emacs (.#rex.md) and metadata of macOS on foreign file systems (._rex.md) match the
                // pattern, too.
                .Where(f => f[0] != '.')

                // Before sorting, so that a huge folder is not listed whole; too many are rejected, whichever they are.
                .Take(MaxFiles + 1)

                // The order of a directory differs between file systems; with a fixed one, problems and lists are the
                // same on every machine.
                .Order(StringComparer.Ordinal)
                .Select(f => $"{subfolder}/{f}")]
            : [];
    }

    /// <summary>One file's text; null when it cannot be read, which is reported.</summary>
    /// <param name="mostBytes">The longest permitted file.</param>
    public static string? Read(string folder, ConfigFile file, int mostBytes = MaxBytes)
    {
        try
        {
            var info = new FileInfo(Path.Combine(folder, file.Name));

            // Checked before reading: a log or a dump that was put into the folder by mistake must not fill the memory.
            if (info.Exists && info.Length > mostBytes)
            {
                file.ReportProblem(0, $"it has {info.Length} bytes; a configuration file has at most {mostBytes}");
                return null;
            }

            // Some editors write a byte order mark, which the decoder keeps: the first line of an agent would not be
            // '---'.
            return StrictUtf8.GetString(File.ReadAllBytes(info.FullName)).TrimStart('\uFEFF');
        }
        catch (FileNotFoundException)
        {
            file.ReportProblem(0, "the file is missing; copy the one that is shipped with the factory");
        }
        catch (DecoderFallbackException)
        {
            file.ReportProblem(0, "it is not UTF-8 text; save it as UTF-8");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            file.ReportProblem(0, $"it cannot be read: {e.Message}");
        }

        return null;
    }
}
