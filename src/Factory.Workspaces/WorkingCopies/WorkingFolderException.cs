namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// A path is outside of the working copy or invalid. The message is for the model: it names the path, the rule and the
/// fix, and no path of the host.
/// </summary>
internal sealed class WorkingFolderException(string message) : Exception(message);
