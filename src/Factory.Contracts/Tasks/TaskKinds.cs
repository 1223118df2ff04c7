namespace Factory.Contracts.Tasks;

/// <summary>
/// The kinds of task that the shipped pipelines use. An agent's front matter lists the kinds that it takes; a new kind needs no code, only
/// the same name there and in a pipeline.
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
