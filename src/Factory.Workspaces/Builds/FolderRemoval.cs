using System.Diagnostics;

namespace Factory.Workspaces.Builds;

/// <summary>Deletes folders that untrusted commands wrote, whatever they did to them: nested deeper than the longest path, or closed to their own owner.</summary>
internal static class FolderRemoval
{
    /// <summary>Deletes a folder with all that is in it; one that is not there is fine.</summary>
    /// <exception cref="IOException">It cannot be deleted.</exception>
    public static async Task RemoveAsync(string folder, CancellationToken cancellationToken)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (FolderTree.IsUnreadable(exception))
        {
            // The system's own tools go down folder by folder, so no path gets too long for them; neither follows links.
            await RunAsync("chmod", ["-R", "u+rwX", "--", folder], cancellationToken);
            await RunAsync("rm", ["-rf", "--", folder], cancellationToken);
            if (Directory.Exists(folder))
            {
                throw;
            }
        }
    }

    private static async Task RunAsync(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        await process.StandardError.ReadToEndAsync(cancellationToken);
        await process.WaitForExitAsync(cancellationToken);
    }
}
