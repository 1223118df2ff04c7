global using Factory.Contracts.Ids;
global using Orleans;
