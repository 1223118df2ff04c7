namespace Factory.Contracts.Tasks;

/// <summary>
/// Kinds of task of the shipped pipelines. To add a kind, use a new name in a pipeline and in the front matter of an
/// agent that takes it.
/// </summary>
public static class TaskKinds
{
    /// <summary>Researches an idea.</summary>
    public const string Research = "research";

    /// <summary>Writes requirements with acceptance criteria.</summary>
    public const string Requirements = "requirements";

    /// <summary>Changes the product.</summary>
    public const string Build = "build";

    /// <summary>Reviews a change against the requirements.</summary>
    public const string Review = "review";

    /// <summary>Proposes a deployment.</summary>
    public const string Deploy = "deploy";
}
