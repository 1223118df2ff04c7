using Factory.Cli.Output;

namespace Factory.Cli.Services;

/// <summary>The files of a service.</summary>
internal static class ServiceFiles
{
    private const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Writes the unit and the environment file; an existing environment file is kept.</summary>
    /// <returns>The files that were written.</returns>
    /// <exception cref="FactoryException"><c>data.unusable</c>: they cannot be written; <c>transition.not_allowed</c>:
    /// the unit is not one of ours.</exception>
    public static IReadOnlyList<string> Write(ServicePlan plan)
    {
        EnsureOwnUnit(plan.UnitFile);
        try
        {
            Write(plan.UnitFile, UnitFileTemplate.Render(plan), Public);

            // It holds the operator's keys by now: installing again must not replace them by the template.
            if (File.Exists(plan.EnvironmentFile))
            {
                return [plan.UnitFile];
            }

            Write(plan.EnvironmentFile, EnvironmentFileTemplate.Content, Secret);
            return [plan.UnitFile, plan.EnvironmentFile];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"The service's files cannot be written: {e.Message}",
                plan.System ? "A system service needs root: sudo factory service install --system" : "Correct the owner of that folder.",
                inner: e);
        }
    }

    /// <summary>Deletes the unit; false when there was none.</summary>
    /// <exception cref="FactoryException"><c>transition.not_allowed</c>: the unit is not one of ours;
    /// <c>data.unusable</c>: it cannot be deleted.</exception>
    public static bool Delete(string unitFile)
    {
        EnsureOwnUnit(unitFile);
        if (!File.Exists(unitFile))
        {
            return false;
        }

        try
        {
            File.Delete(unitFile);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"{unitFile} cannot be deleted: {e.Message}",
                "A system service needs root: sudo factory service uninstall --system",
                inner: e);
        }
    }

    /// <summary>The data folder that an installed unit names; null when it cannot be read or names none.</summary>
    public static string? ReadDataFolder(string unitFile)
    {
        try
        {
            return UnitFileTemplate.FindDataFolder(File.ReadLines(unitFile));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    // The unit's name may be taken by one that somebody wrote by hand, which could not be restored.
    private static void EnsureOwnUnit(string unitFile)
    {
        if (File.Exists(unitFile) && ReadFirstLine(unitFile) != UnitFileTemplate.Header)
        {
            throw new FactoryException(
                ErrorCodes.TransitionNotAllowed,
                $"{TerminalSanitizer.SingleLine(unitFile)} was not written by the factory.",
                "Move it away first, or edit it by hand: factory service install --dry-run prints a unit.");
        }
    }

    private static string? ReadFirstLine(string unitFile)
    {
        try
        {
            return File.ReadLines(unitFile).FirstOrDefault();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"{TerminalSanitizer.SingleLine(unitFile)} cannot be read, so it may be a unit that somebody wrote by hand: {e.Message}",
                "Correct its owner and mode, or move it away.",
                inner: e);
        }
    }

    private static void Write(string file, string text, UnixFileMode mode)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            // Set when the file is created: with a later chmod, other users could open the file in between.
            options.UnixCreateMode = mode;
        }

        // The mode applies to new files only: one that a crash left behind would keep its own.
        File.Delete(file + ".new");
        using var stream = new StreamWriter(file + ".new", options);
        stream.Write(text);

        // Closed before it gets its name: a crash or a full disk leaves the old unit, never a part of the new one.
        stream.Close();
        File.Move(file + ".new", file, overwrite: true);
    }
}
