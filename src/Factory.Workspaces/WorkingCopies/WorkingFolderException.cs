namespace Factory.Workspaces.WorkingCopies;

/// <summary>A path is not one of the working copy. The message names the path, the rule and the fix, and no path of the host: a model reads it.</summary>
internal sealed class WorkingFolderException(string message) : Exception(message);
