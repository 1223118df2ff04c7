using Factory.Contracts.Errors;
using Factory.Domain.Configuration;
using Factory.Sandbox;
using Factory.Silo.Hosting;

namespace Factory.Silo.Runners;

/// <summary>
/// The folder of an installed coding CLI. A new installation is made beside it and takes its place when it is complete.
/// </summary>
internal sealed class RunnerInstallationFolder(FactoryPaths paths, string runner)
{
    // A runner's name begins with a letter, so these folders belong to no other runner.
    private string Previous => Path.Combine(paths.RunnerInstallations, $".{runner}.previous");

    /// <summary>Full path of the installation; it need not exist.</summary>
    public string Current => paths.RunnerInstallation(runner);

    /// <summary>Full path of the new installation, between <see cref="Begin"/> and <see cref="Commit"/>.</summary>
    public string New => Path.Combine(paths.RunnerInstallations, $".{runner}.new");

    /// <summary>Prevents other installations of the same runner until it is disposed.</summary>
    /// <exception cref="FactoryException"><c>runner.install_failed</c>: there is another one; <c>data.unusable</c>: other
    /// users can enter the data folder.</exception>
    public IDisposable Lock()
    {
        CreateParent();
        var file = Path.Combine(paths.RunnerInstallations, $".{runner}.lock");
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e)
        {
            throw new FactoryException(
                ErrorCodes.RunnerInstallFailed,
                $"{runner} is being installed by another command, or {file} cannot be written.",
                "Wait until the other command has ended.",
                inner: e);
        }
    }

    /// <summary>Creates <see cref="New"/>, empty.</summary>
    public void Begin()
    {
        // A crash between the two renames below.
        if (!Directory.Exists(Current) && Directory.Exists(Previous))
        {
            Directory.Move(Previous, Current);
        }

        UntrustedDirectory.Delete(New);
        PrivateFiles.CreateFolder(New);
    }

    /// <summary>Makes the new installation the current one.</summary>
    /// <param name="keepPrevious">True to keep the files of the previous one until the next installation, for CLIs that run
    /// from them now.</param>
    public void Commit(bool keepPrevious)
    {
        UntrustedDirectory.Delete(Previous);
        var isReplaced = Directory.Exists(Current);
        if (isReplaced)
        {
            Directory.Move(Current, Previous);
        }

        try
        {
            Directory.Move(New, Current);
        }
        catch (IOException) when (isReplaced)
        {
            Directory.Move(Previous, Current);
            throw;
        }

        if (!keepPrevious)
        {
            UntrustedDirectory.Delete(Previous);
        }
    }

    /// <summary>Deletes a new installation that is not wanted.</summary>
    public void Abandon() => UntrustedDirectory.Delete(New);

    private void CreateParent()
    {
        // One after the other: parents that a call creates on the way are open to other users.
        PrivateFiles.CreateFolder(paths.Data);
        if (PrivateFiles.FindProblem(paths.Data) is { } problem)
        {
            // Now, and not when everything has been downloaded.
            throw new FactoryException(
                ErrorCodes.DataUnusable,
                $"The data folder {paths.Data} is not private: {problem}.",
                $"Run: {PrivateFiles.HowToClose(paths.Data)}");
        }

        PrivateFiles.CreateFolder(paths.RunnerInstallations);
    }
}
