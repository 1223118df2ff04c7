namespace Factory.Contracts.Tasks;

/// <summary>The kinds of task that the shipped pipelines use. Agents say in their front matter which they take; a new kind is a new word there and in a pipeline.</summary>
public static class TaskKinds
{
    public const string Research = "research";
    public const string Requirements = "requirements";
    public const string Build = "build";
    public const string Review = "review";
    public const string Deploy = "deploy";
}
