using Factory.Domain.WorkingCopies;
using Factory.Workspaces.WorkingCopies;

namespace Factory.Agents.Attempts;

/// <summary>Which paths that an agent cites are files of its working copy.</summary>
internal static class WorkingCopyFiles
{
    /// <summary>Returns the check of a path; null without a working copy. A path that leaves the copy is no file of it.</summary>
    public static Func<string, bool>? CheckOf(WorkingCopy? copy)
    {
        if (copy is null)
        {
            return null;
        }

        var folder = new WorkingCopyRoot(copy.Folder);
        return path =>
        {
            try
            {
                return File.Exists(folder.Resolve(path));
            }
            catch (WorkingFolderException)
            {
                return false;
            }
        };
    }
}
