namespace Factory.Domain.Routing;

/// <summary>The pyramid without experience: the first rung of the ladder.</summary>
public sealed class PlainStart : IStartChooser
{
    /// <inheritdoc/>
    public StartChoice Choose(StartQuestion question) => new(question.Ladder[0], false, null);
}
