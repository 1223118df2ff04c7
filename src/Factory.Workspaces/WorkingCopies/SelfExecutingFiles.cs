namespace Factory.Workspaces.WorkingCopies;

/// <summary>
/// Recognises files that run without being asked when their repository is used: at the next commit, when a folder is
/// entered or opened in an editor, when packages are installed, or on a build server. Outside of the factory nothing
/// isolates them.
/// </summary>
internal static class SelfExecutingFiles
{
    private static readonly HashSet<string> Folders = new(StringComparer.OrdinalIgnoreCase)
    {
        ".husky", ".githooks", ".git-hooks", ".hooks", ".lefthook", ".github", ".gitlab", ".gitea", ".forgejo", ".circleci", ".buildkite",
        ".woodpecker", ".vscode", ".idea", ".vs", ".fleet", ".zed", ".devcontainer", ".claude", ".cursor", ".yarn",
    };

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ".gitattributes", ".gitmodules", ".envrc", ".env.ps1", ".autoenv", ".mise.toml", "mise.toml", ".devcontainer.json",
        ".pre-commit-config.yaml", "lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".huskyrc", ".huskyrc.js", ".huskyrc.json",
        ".npmrc", ".yarnrc", ".yarnrc.yml",
        ".pnpmfile.cjs", ".gitlab-ci.yml", ".travis.yml", ".drone.yml", ".woodpecker.yml", "appveyor.yml", "azure-pipelines.yml",
        "bitbucket-pipelines.yml", "Jenkinsfile", ".mcp.json", ".exrc", ".nvimrc", ".nvim.lua", ".vimrc", ".lvimrc", ".dir-locals.el",
        ".gdbinit", ".lldbinit",
    };

    /// <summary>Returns whether a file runs by itself.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="hookFolders">Further folders, relative to the repository: those of its <c>core.hooksPath</c>.</param>
    public static bool IsSelfExecuting(string path, IReadOnlyList<string> hookFolders)
    {
        var parts = path.Split('/');
        return Names.Contains(parts[^1])
            || parts[..^1].Any(Folders.Contains)
            || hookFolders.Any(folder => path.StartsWith(folder.TrimEnd('/') + "/", StringComparison.OrdinalIgnoreCase));
    }
}
