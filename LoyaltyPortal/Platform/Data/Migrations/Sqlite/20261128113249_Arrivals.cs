using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace LoyaltyPortal.Platform.Data.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Arrivals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<int>(
                name: "KeptDays",
                table: "MemberMonths",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);

            migrationBuilder.CreateTable(
                name: "DayArrivals",
                columns: table => new
                {
                    MerchantId = table.Column<int>(type: "INTEGER", nullable: false),
                    Day = table.Column<int>(type: "INTEGER", nullable: false),
                    Previous = table.Column<int>(type: "INTEGER", nullable: false),
                    KeptMembers = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_DayArrivals", x => new { x.MerchantId, x.Day, x.Previous });
                });

            migrationBuilder.CreateIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases",
                columns: new[] { "MemberId", "Day" },
                filter: "\"PointsRedeemed\" > 0");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "DayArrivals");

            migrationBuilder.DropIndex(
                name: "IX_Purchases_MemberId_Day",
                table: "Purchases");

            migrationBuilder.DropColumn(
                name: "KeptDays",
                table: "MemberMonths");
        }
    }
}
