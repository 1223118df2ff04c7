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
        ".woodpecker", ".vscode", ".idea", ".vs", ".fleet", ".zed", ".devcontainer", ".claude", ".codex", ".cursor", ".gemini",
        ".kiro", ".opencode", ".windsurf", ".yarn",
    };

    private static readonly HashSet<string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ".gitattributes", ".gitmodules", ".envrc", ".env.ps1", ".autoenv", ".mise.toml", "mise.toml", ".devcontainer.json",
        ".pre-commit-config.yaml", "lefthook.yml", "lefthook.yaml", ".lefthook.yml", ".huskyrc", ".huskyrc.js", ".huskyrc.json",
        ".npmrc", ".yarnrc", ".yarnrc.yml",
        ".pnpmfile.cjs", ".gitlab-ci.yml", ".travis.yml", ".drone.yml", ".woodpecker.yml", "appveyor.yml", "azure-pipelines.yml",
        "bitbucket-pipelines.yml", "Jenkinsfile", ".mcp.json", ".exrc", ".nvimrc", ".nvim.lua", ".vimrc", ".lvimrc", ".dir-locals.el",
        ".gdbinit", ".lldbinit", "binding.gyp", "_vimrc", "mise.local.toml", "lefthook.json", "opencode.json", "crush.json",
        "sitecustomize.py", "usercustomize.py", "rust-toolchain.toml", "rust-toolchain", "cloudbuild.yaml", "buildspec.yml",
        "codemagic.yaml",
    };

    // Of names that begin with a dot, only those that are known to be data: every tool brings new ones that run
    // something, and a list of these would always miss the next.
    private static readonly HashSet<string> HarmlessDotNames = new(StringComparer.OrdinalIgnoreCase)
    {
        ".gitignore", ".gitkeep", ".keep", ".editorconfig", ".dockerignore", ".npmignore", ".prettierignore", ".prettierrc",
        ".prettierrc.json", ".prettierrc.yaml", ".prettierrc.yml", ".eslintignore", ".stylelintignore", ".markdownlint.json",
        ".nojekyll", ".nvmrc", ".node-version", ".python-version", ".ruby-version", ".java-version", ".env.example", ".well-known",
        ".flake8", ".coveragerc", ".browserslistrc", ".csslintrc", ".htmlhintrc", ".helmignore", ".gcloudignore", ".vercelignore",
        ".mailmap", ".clang-format", ".rustfmt.toml", ".yamllint", ".hadolint.yaml",
    };

    private static readonly string[] Extensions = [".code-workspace"];

    private static readonly HashSet<string> DataExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".md", ".txt", ".png", ".jpg", ".svg", ".ico", ".css", ".html",
    };

    // Those that git knows (githooks(5)).
    private static readonly HashSet<string> HookNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "applypatch-msg", "pre-applypatch", "post-applypatch", "pre-commit", "pre-merge-commit", "prepare-commit-msg", "commit-msg",
        "post-commit", "pre-rebase", "post-checkout", "post-merge", "pre-push", "pre-receive", "update", "proc-receive", "post-receive",
        "post-update", "reference-transaction", "push-to-checkout", "pre-auto-gc", "post-rewrite", "sendemail-validate",
        "fsmonitor-watchman", "p4-changelist", "p4-prepare-changelist", "p4-post-changelist", "p4-pre-submit", "post-index-change",
    };

    /// <summary>Returns whether a file runs by itself.</summary>
    /// <param name="path">Its path in the repository.</param>
    /// <param name="hookFolders">Further folders, relative to the repository: those of its <c>core.hooksPath</c>. An empty
    /// one is the repository's root.</param>
    public static bool IsSelfExecuting(string path, IReadOnlyList<string> hookFolders)
    {
        // The last part as well: a link can stand in place of a folder.
        var parts = path.Split('/');
        return Names.Contains(parts[^1])
            || parts.Any(Folders.Contains)
            || parts[..^1].Any(IsUnknownDotName)
            || (IsUnknownDotName(parts[^1]) && !DataExtensions.Contains(Path.GetExtension(parts[^1])))
            || Extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            || hookFolders.Any(folder => folder.Length == 0 ? HookNames.Contains(path) : IsHook(path, folder));
    }

    private static bool IsUnknownDotName(string part) => part is ['.', _, ..] && !HarmlessDotNames.Contains(part);

    // A file below the folder, or a link in place of the folder or of one that contains it.
    private static bool IsHook(string path, string folder) => Contains(folder, path) || Contains(path, folder);

    private static bool Contains(string folder, string path) =>
        (path + "/").StartsWith(folder + "/", StringComparison.OrdinalIgnoreCase);
}
