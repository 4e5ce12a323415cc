using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.SqlServer
{
    /// <inheritdoc />
    public partial class Badges : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "Celebrations",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    Kind = table.Column<int>(type: "int", nullable: false),
                    GoalId = table.Column<long>(type: "bigint", nullable: true),
                    Level = table.Column<int>(type: "int", nullable: false),
                    TierName = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: true),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    At = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    SeenAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Celebrations", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "ChallengeEntries",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    GoalId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    JoinedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_ChallengeEntries", x => new { x.MemberId, x.GoalId });
                });

            migrationBuilder.CreateTable(
                name: "GoalAwards",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    GoalId = table.Column<long>(type: "bigint", nullable: false),
                    Level = table.Column<int>(type: "int", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    AwardedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Day = table.Column<DateOnly>(type: "date", nullable: false),
                    Progress = table.Column<decimal>(type: "decimal(19,4)", precision: 19, scale: 4, nullable: false),
                    Points = table.Column<long>(type: "bigint", nullable: false),
                    LotSequence = table.Column<long>(type: "bigint", nullable: true),
                    PointsTaken = table.Column<long>(type: "bigint", nullable: false),
                    MergeId = table.Column<long>(type: "bigint", nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoalAwards", x => new { x.MemberId, x.GoalId, x.Level });
                });

            migrationBuilder.CreateTable(
                name: "Goals",
                columns: table => new
                {
                    Id = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Type = table.Column<int>(type: "int", nullable: false),
                    State = table.Column<int>(type: "int", nullable: false),
                    Name = table.Column<string>(type: "nvarchar(60)", maxLength: 60, nullable: false),
                    Text = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    Icon = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Criterion = table.Column<string>(type: "nvarchar(40)", maxLength: 40, nullable: false),
                    Settings = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Targets = table.Column<string>(type: "nvarchar(200)", maxLength: 200, nullable: false),
                    From = table.Column<DateOnly>(type: "date", nullable: true),
                    Until = table.Column<DateOnly>(type: "date", nullable: true),
                    Prize = table.Column<long>(type: "bigint", nullable: false),
                    IsOptIn = table.Column<bool>(type: "bit", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false),
                    CreatedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_Goals", x => x.Id);
                });

            migrationBuilder.CreateTable(
                name: "GoalSweeps",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false),
                    UpTo = table.Column<long>(type: "bigint", nullable: false),
                    IsDone = table.Column<bool>(type: "bit", nullable: false),
                    YearsOn = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoalSweeps", x => x.MerchantId);
                });

            migrationBuilder.CreateTable(
                name: "GoalTallies",
                columns: table => new
                {
                    GoalId = table.Column<long>(type: "bigint", nullable: false),
                    Stamp = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Started = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_GoalTallies", x => new { x.GoalId, x.Stamp });
                });

            migrationBuilder.CreateTable(
                name: "MemberProgress",
                columns: table => new
                {
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    Sheet = table.Column<string>(type: "nvarchar(max)", maxLength: -1, nullable: false),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_MemberProgress", x => x.MemberId);
                });

            migrationBuilder.CreateIndex(
                name: "IX_Celebrations_MemberId_SeenAt",
                table: "Celebrations",
                columns: new[] { "MemberId", "SeenAt" });

            migrationBuilder.CreateIndex(
                name: "IX_ChallengeEntries_GoalId",
                table: "ChallengeEntries",
                column: "GoalId");

            migrationBuilder.CreateIndex(
                name: "IX_GoalAwards_GoalId_State_Level",
                table: "GoalAwards",
                columns: new[] { "GoalId", "State", "Level" });

            migrationBuilder.CreateIndex(
                name: "IX_GoalAwards_Id",
                table: "GoalAwards",
                column: "Id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_Goals_MerchantId_State",
                table: "Goals",
                columns: new[] { "MerchantId", "State" });

            migrationBuilder.CreateTable(
                name: "BadgeShares",
                columns: table => new
                {
                    Token = table.Column<string>(type: "nvarchar(26)", maxLength: 26, nullable: false, collation: "Latin1_General_100_BIN2"),
                    MerchantId = table.Column<int>(type: "int", nullable: false),
                    MemberId = table.Column<long>(type: "bigint", nullable: false),
                    GoalId = table.Column<long>(type: "bigint", nullable: false),
                    Level = table.Column<int>(type: "int", nullable: false),
                    SharedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: false),
                    EndedAt = table.Column<DateTime>(type: "datetime2(6)", precision: 6, nullable: true),
                    Version = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_BadgeShares", x => x.Token);
                });

            migrationBuilder.CreateIndex(
                name: "IX_BadgeShares_MemberId_GoalId",
                table: "BadgeShares",
                columns: new[] { "MemberId", "GoalId" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "Celebrations");

            migrationBuilder.DropTable(
                name: "ChallengeEntries");

            migrationBuilder.DropTable(
                name: "GoalAwards");

            migrationBuilder.DropTable(
                name: "Goals");

            migrationBuilder.DropTable(
                name: "GoalSweeps");

            migrationBuilder.DropTable(
                name: "GoalTallies");

            migrationBuilder.DropTable(
                name: "MemberProgress");

            migrationBuilder.DropTable(
                name: "BadgeShares");
        }
    }
}
